import type { Dossier } from "../../domain/loop.ts";
import type { CohortOrder, ScoredRecording } from "../../domain/recording.ts";
import type { Rubric } from "../../domain/rubric.ts";

/** What reports on scored recordings are made from. Recordings come one by one, as often as they are asked for. */
export type ScoringReportInput = {
  readonly evalName: string;
  readonly recordings: () => AsyncIterable<ScoredRecording>;
  /** By stage; an empty name where there are no stages. */
  readonly rubrics: ReadonlyMap<string, Rubric>;
  readonly orders: () => Promise<readonly CohortOrder[]>;
  readonly dossiers: () => Promise<readonly Dossier[]>;
};

/** Writes scored recordings piece by piece. */
export type ScoringReport = (input: ScoringReportInput) => AsyncIterable<string>;

/** `12:05`, or `1:02:05` from an hour on; empty where the format has no times. */
export function clockTime(seconds: number | undefined): string {
  if (seconds === undefined) return "";
  const whole = Math.floor(seconds);
  const pad = (value: number): string => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours === 0 ? `${minutes}:${pad(whole % 60)}` : `${hours}:${pad(minutes)}:${pad(whole % 60)}`;
}
