import { basename } from "node:path";
import type { Sample } from "../../domain/sample.ts";
import { readTranscriptBytes } from "../../store/transcript-files.ts";
import { readTalk } from "../../transcripts/index.ts";
import {
  isNameless,
  missingCandidate,
  nobodyNamed,
  settleRoles,
  speakersOf,
  toTranscript,
  type Roles,
} from "../../transcripts/roles.ts";
import { talkWarningKinds, type Talk } from "../../transcripts/talk.ts";
import type { Recording } from "./recordings.ts";

/** The split of recordings, which are in no dataset's. */
export const recordingSplit = "recordings";

/** A recording that was read, or why it could not be. */
export type OpenedRecording = {
  readonly recording: Recording;
  /** null: the file was not understood. */
  readonly format: string | null;
  readonly unknownSpeakers: readonly string[];
} & (
  | { readonly status: "read"; readonly sample: Sample; readonly notes: readonly string[] }
  | { readonly status: "failed"; readonly problem: string }
);

/**
 * Reads a recording's file. One that cannot be read, or whose speakers nobody knows, keeps no other from being scored.
 * Why it failed is kept and reported, so that labels stand in it only where people are invented.
 */
export async function openRecording(
  recording: Recording,
  { isSynthetic }: { readonly isSynthetic: boolean },
): Promise<OpenedRecording> {
  const failed = (problem: string, format: string | null = null, unknownSpeakers: readonly string[] = []) =>
    ({ recording, format, unknownSpeakers, status: "failed", problem }) as const;
  const read = await readTranscriptBytes(recording.path);
  if (!read.ok) return failed(read.problem.message);
  const opened = await readTalk(read.bytes, basename(recording.path));
  if (!opened.ok) {
    const { line, message } = opened.problem;
    return failed(line === null ? message : `line ${line}: ${message}`);
  }
  const { talk } = opened;
  const roles = rolesOf(recording, talk);
  const settled = settleRoles(talk, roles);
  const named = toTranscript(talk, roles);
  const hasCandidate = named.ok && named.transcript.turns.some(({ role }) => role === "candidate");
  const missing = hasCandidate ? null : missingCandidate(talk, roles);
  if (missing !== null) return failed(nobodyLabelled(missing, speakersOf(talk), isSynthetic), talk.format);
  if (!named.ok) {
    const count = settled.unknownSpeakers.length;
    const who = count === 1 ? "a speaker's role is" : `the roles of ${count} speakers are`;
    return failed(
      `${who} not known: fill in the manifest's column ${columnFor(roles)}, or see "touchstone inspect"`,
      talk.format,
      settled.unknownSpeakers,
    );
  }
  if (!hasCandidate) return failed("nobody in it is the candidate", talk.format);
  return {
    recording,
    format: talk.format,
    unknownSpeakers: [],
    status: "read",
    sample: {
      id: recording.sample,
      candidate: recording.candidate,
      caseStudyId: recording.caseStudy ?? "",
      split: recordingSplit,
      transcript: named.transcript,
      metadata: recording.metadata,
    },
    notes: talk.warnings.map(({ kind, count }) => `${talkWarningKinds[kind]} (${count})`),
  };
}

/** Where the candidate is known, it is another speaker who is not. */
function columnFor({ speakers = new Map() }: Roles): string {
  return [...speakers.values()].includes("candidate")
    ? "interviewer_speakers or other_speakers"
    : "candidate_speaker";
}

function nobodyLabelled(label: string, labels: readonly string[], isSynthetic: boolean): string {
  if (isSynthetic || [label, ...labels].every(isNameless)) return nobodyNamed(label, labels);
  const count = labels.length === 1 ? "its one speaker" : `its ${labels.length} speakers`;
  return `nobody has the label that is said to be the candidate's; "touchstone inspect" shows those of ${count}`;
}

/** Where nobody says who is who, a speaker who bears the candidate's name is the candidate; a written answer is the candidate's. */
function rolesOf({ roles, candidate }: Recording, talk: Talk): Roles {
  if (roles.candidate !== undefined || (roles.speakers?.size ?? 0) > 0) return roles;
  if (settleRoles(talk, roles).unknownSpeakers.length === 0) return roles;
  const isWritten = talk.format === "plain-text" && talk.turns.length === 1;
  if (isWritten) return { speakers: new Map([["", "candidate"]]) };
  const byName = { candidate };
  return settleRoles(talk, byName).unknownSpeakers.length === 0 ? byName : roles;
}
