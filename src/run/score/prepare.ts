import { sha256 } from "../../domain/canonical.ts";
import type { KnownName, Pseudonym } from "../../domain/pseudonym.ts";
import type { Sample } from "../../domain/sample.ts";
import { concealSamples, findUnconcealed, type Concealed } from "../../privacy/conceal.ts";
import { openRecording, type OpenedRecording } from "./open-recording.ts";
import { recordingsOfEval, type StageRecordings } from "./plan-recordings.ts";
import type { Recording } from "./recordings.ts";
import type { ScoringSetup } from "./setup.ts";

/** Recordings that are held in memory together, all of a candidate's among them. */
const heldTogether = 100;

/** Recordings in groups that are read, graded and let go one after the other, so that thousands need no more memory than one group. */
export function groupsOf(recordings: readonly Recording[]): Recording[][] {
  const groups: Recording[][] = [];
  let group: Recording[] = [];
  for (const own of Map.groupBy(recordings, ({ candidate }) => candidate).values()) {
    if (group.length > 0 && group.length + own.length > heldTogether) {
      groups.push(group);
      group = [];
    }
    group.push(...own);
  }
  return group.length === 0 ? groups : [...groups, group];
}

/** A group as it may be sent, stage by stage, and what could not be read. */
export type PreparedGroup = {
  readonly recordings: readonly Recording[];
  readonly opened: ReadonlyMap<Recording, OpenedRecording>;
  readonly stages: readonly StageRecordings[];
  /** What placeholders stand for, by candidate; none where people are invented. */
  readonly pseudonyms: ReadonlyMap<string, readonly Pseudonym[]>;
};

/** Reads a group and replaces names; `others` are those of candidates in other groups. Recordings for people alone are not opened. */
export async function prepareGroup(
  setup: ScoringSetup,
  recordings: readonly Recording[],
  others: readonly KnownName[],
): Promise<PreparedGroup> {
  const opened = new Map<Recording, OpenedRecording>();
  const samples = new Map<Recording, Sample>();
  for (const recording of recordings) {
    if (recording.isHumanOnly) continue;
    const read = await openRecording(recording, setup);
    opened.set(recording, read);
    if (read.status === "read" && recording.caseStudy !== null) samples.set(recording, read.sample);
  }
  const concealed = setup.isSynthetic ? null : conceal([...samples.values()], setup, others);
  for (const [recording, { id }] of samples) {
    if (concealed === null || !concealed.left.has(id)) continue;
    samples.delete(recording);
    const { format = null } = opened.get(recording) ?? {};
    const problem = "a name or contact could not be replaced everywhere, so nothing of it was sent";
    opened.set(recording, { recording, format, unknownSpeakers: [], status: "failed", problem });
  }
  return {
    recordings,
    opened,
    stages: stagesOf(samples, concealed?.safe ?? null),
    pseudonyms: new Map(
      [...(concealed?.safe.candidates ?? [])].map(([candidate, { pseudonyms }]) => [candidate, pseudonyms]),
    ),
  };
}

function conceal(
  samples: readonly Sample[],
  { names }: ScoringSetup,
  others: readonly KnownName[],
): { readonly safe: Concealed; readonly left: ReadonlySet<string> } {
  const safe = concealSamples(samples, names, [], others);
  return { safe, left: new Set(findUnconcealed(safe).map(({ sample }) => sample)) };
}

function stagesOf(samples: ReadonlyMap<Recording, Sample>, safe: Concealed | null): StageRecordings[] {
  const sent = new Map((safe?.samples ?? [...samples.values()]).map((sample) => [sample.id, sample]));
  return [...Map.groupBy(samples.keys(), ({ stage }) => stage)].map(([stage, own]) => {
    const ownSamples = own.flatMap(({ sample }) => sent.get(sample) ?? []);
    return { stage, samples: ownSamples, concealed: safe === null ? null : { ...safe, samples: ownSamples } };
  });
}

/** Under which name the vault keeps a candidate's placeholders: recordings that are read together share them. */
export function vaultOf(setup: ScoringSetup, recordings: readonly Recording[], candidate: string): string {
  const own = recordings.filter((recording) => recording.candidate === candidate);
  const samples = own.map(({ sample }) => sample).sort();
  return `${recordingsOfEval(setup.evalName)}:${sha256(samples.join()).slice(0, 8)}`;
}
