import { counted } from "../../domain/counted.ts";
import type { Fingerprint } from "../../domain/run.ts";
import { HarnessError } from "../../errors.ts";
import { cohortStages, putCohortStage } from "../../store/cohorts.ts";
import type { Store } from "../../store/database.ts";
import { hasScorecards, samplesOfCohort } from "../../store/scorecards.ts";
import type { Recording } from "./recordings.ts";

/** What a stage's scorecards will be made by: the fingerprint, and the case studies that they answer. */
export type StageFingerprint = {
  readonly fingerprint: Fingerprint;
  readonly caseStudies: Readonly<Record<string, string>>;
};

/**
 * Opens the cohorts of these recordings, or goes on in them. One whose scorecards were made otherwise stops the command before anything
 * is bought, unless all of it is scored anew.
 */
export async function enterCohorts(
  store: Store,
  recordings: readonly Recording[],
  stages: ReadonlyMap<string, StageFingerprint>,
  { rescore }: { readonly rescore: boolean },
): Promise<void> {
  for (const [cohort, own] of Map.groupBy(recordings, (recording) => recording.cohort)) {
    const isEmpty = !(await hasScorecards(store, cohort));
    const known: ReadonlyMap<string, Fingerprint> = isEmpty ? new Map() : await cohortStages(store, cohort);
    const names = [...new Set(own.map(({ stage }) => stage.stage))].filter((name) => stages.has(name));
    const changed = names.flatMap((name) => differences(name, known.get(name), stages.get(name)));
    if (changed.length > 0 && !rescore) throw changedCohort(cohort, changed);
    if (changed.length > 0) await requireWhole(store, cohort, own);
    for (const name of names) {
      const { fingerprint, caseStudies } = stages.get(name) ?? {};
      if (fingerprint === undefined) continue;
      const kept = changed.length > 0 ? {} : (known.get(name)?.parts ?? {});
      const parts = { ...kept, ...fingerprint.parts, ...caseStudies };
      await putCohortStage(store, { cohort, stage: name, fingerprint: { hash: fingerprint.hash, parts } });
    }
  }
}

/** The parts in which a stage's scorecards would differ from those that the cohort has. */
function differences(
  stage: string,
  known: Fingerprint | undefined,
  next: StageFingerprint | undefined,
): string[] {
  if (known === undefined || next === undefined) return [];
  const { fingerprint, caseStudies } = next;
  const shaping = new Set(
    [...Object.keys(known.parts), ...Object.keys(fingerprint.parts)].filter(
      (part) => !part.startsWith("case-study:"),
    ),
  );
  const changed = [...shaping].filter((part) => known.parts[part] !== fingerprint.parts[part]);
  const rewritten = Object.entries(caseStudies).filter(
    ([part, hash]) => known.parts[part] !== undefined && known.parts[part] !== hash,
  );
  return [...changed, ...rewritten.map(([part]) => part)].map((part) =>
    stage === "" ? part : `${part} (stage ${stage})`,
  );
}

function changedCohort(cohort: string, changed: readonly string[]): HarnessError {
  return new HarnessError(
    "incomparable",
    `cohort ${cohort} was scored otherwise (${changed.join(", ")} differ), and candidates are compared only where all were scored alike; nothing was bought: score the whole cohort anew with --rescore-cohort, or put these into another with --new-cohort NAME`,
  );
}

/** A cohort that is scored anew is scored whole. */
async function requireWhole(store: Store, cohort: string, own: readonly Recording[]): Promise<void> {
  const here = new Set(own.map(({ sample }) => sample));
  const missing = [...(await samplesOfCohort(store, cohort))].filter((sample) => !here.has(sample));
  if (missing.length === 0) return;
  throw new HarnessError(
    "incomparable",
    `cohort ${cohort} has ${counted(missing.length, "more recording than is", "more recordings than are")} named here (${missing.slice(0, 5).join(", ")}${missing.length > 5 ? ", ..." : ""}): --rescore-cohort needs all of them in one command`,
  );
}
