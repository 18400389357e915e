import { detectableDrops } from "../analysis/detectable.ts";
import type { ScoreRow } from "../domain/score.ts";
import { differingParts } from "../run/fingerprint.ts";
import type { Plan } from "../run/plan.ts";
import type { Store } from "../store/database.ts";
import { latestRun } from "../store/runs.ts";

/** The smallest drop that the eval's set detects with 80 % power, by its baseline or its last run; a sentence a grader. */
export async function describePower(plan: Plan, store: Store): Promise<string[]> {
  const earlier = await earlierScores(plan, store);
  if (earlier === null) {
    return [
      "smallest detectable drop: not known, since no baseline and no comparable run of this eval is stored",
    ];
  }
  const { file, rubric } = plan.loaded;
  const drops = detectableDrops({
    panel: plan.panel,
    scale: rubric.scale,
    labels: plan.labels,
    raters: plan.raters,
    reference: file.spec.reference.use,
    scores: earlier.scores,
    replicates: file.spec.replicates,
    seed: plan.seed,
  });
  return drops.map(({ grader, drop, basis }) => {
    const assumption =
      basis === "repeats" ? "two of its repeats as two runs" : "two runs that err independently";
    return `${grader}: this set detects a drop in mean QWK of ${drop.toFixed(2)} with 80 % power (from ${earlier.from}, ${assumption})`;
  });
}

async function earlierScores(
  { loaded, baseline, fingerprint }: Plan,
  store: Store,
): Promise<{ readonly scores: readonly ScoreRow[]; readonly from: string } | null> {
  if (baseline !== null) return { scores: baseline.scores, from: "the baseline" };
  const run = await latestRun(store, loaded.file.name);
  return run === null || differingParts(run.document.fingerprint, fingerprint).length > 0
    ? null
    : { scores: run.document.scores, from: `run ${run.id}` };
}
