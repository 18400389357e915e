import { analyze, type AnalyzedGrader } from "../analysis/analyze.ts";
import { verdictOf } from "../analysis/gates.ts";
import type { Analysis, Verdict } from "../domain/analysis.ts";
import type { HardenedAnswer } from "../domain/injection.ts";
import type { RunDocument } from "../domain/run.ts";
import { flagRows, scoreRows, signalRows, type Grade } from "../domain/score.ts";
import { fallbackBanners } from "./fallbacks.ts";
import { hardeningBanners } from "./hardening.ts";
import type { Plan } from "./plan.ts";

/** A run's document: its scores, and what they come to. Of a sealed dataset it shows no single answer. */
export function documentOf(
  plan: Plan,
  graders: readonly AnalyzedGrader[],
  grades: readonly Grade[],
  hardened: readonly HardenedAnswer[],
): RunDocument {
  const { file, rubric, dataset } = plan.loaded;
  const analysis = analysisOf(plan, graders, grades, hardened);
  return {
    schema: "touchstone.run/1",
    eval: file.name,
    fingerprint: plan.fingerprint,
    partial: [...plan.partial],
    dataset: {
      id: dataset.card.id,
      version: dataset.card.version,
      synthetic: dataset.card.synthetic,
      split: file.spec.split,
      samples: plan.samples.length,
      raters: plan.raters.map(({ rater, kind }) => ({ rater, kind })),
    },
    rubric: {
      id: rubric.id,
      version: rubric.version,
      status:
        rubric.status === "draft"
          ? "draft"
          : `approved by ${rubric.status.approved_by} on ${rubric.status.on}`,
      profile: file.spec.profile,
    },
    analysis,
    baseline: plan.baselineNote,
    verdict: verdictOf([
      ...analysis.gates,
      ...analysis.regression.map(({ role, verdict }) => ({ role, verdict: regressionVerdict(verdict) })),
    ]),
    ...answersOf(plan, grades, hardened),
  };
}

function analysisOf(
  plan: Plan,
  graders: readonly AnalyzedGrader[],
  grades: readonly Grade[],
  hardened: readonly HardenedAnswer[],
): Analysis {
  const { loaded, baseline } = plan;
  const { rubric, dataset } = loaded;
  const { spec } = loaded.file;
  return analyze({
    panel: plan.panel,
    scale: rubric.scale,
    weights: plan.weights,
    frame: {
      run: plan.fingerprint.hash,
      split: spec.split,
      reference: spec.reference.use,
      profile: spec.profile,
      clusterBy: spec.cluster,
      level: 0.95,
      seed: plan.seed,
    },
    replicates: spec.replicates,
    graders,
    scores: grades.flatMap(scoreRows),
    flags: grades.flatMap(flagRows),
    labels: plan.labels,
    raters: plan.raters,
    orders: dataset.orders,
    gates: plan.gates,
    baseline:
      baseline === null || spec.regression === undefined
        ? null
        : { scores: baseline.scores, maxDrop: spec.regression.max_drop, role: spec.regression.role },
    banners: [
      ...fallbackBanners(grades),
      ...plan.banners,
      ...hardeningBanners(hardened, dataset.card.sealed),
    ],
  });
}

/** What a document says of single answers. */
function answersOf(
  { loaded }: Plan,
  grades: readonly Grade[],
  hardened: readonly HardenedAnswer[],
): Pick<RunDocument, "scores" | "flags" | "signals" | "hardened"> {
  const isSealed = loaded.dataset.card.sealed;
  return {
    scores: isSealed ? [] : grades.flatMap(scoreRows),
    ...(grades.some((grade) => grade.flags !== undefined) && {
      flags: isSealed ? [] : grades.flatMap(flagRows),
    }),
    ...(grades.some((grade) => grade.signals !== undefined) && {
      signals: isSealed ? [] : grades.flatMap(signalRows),
    }),
    ...(hardened.length > 0 && !isSealed && { hardened: [...hardened] }),
  };
}

function regressionVerdict(verdict: "regressed" | "improved" | "equivalent" | "inconclusive"): Verdict {
  if (verdict === "regressed") return "fail";
  return verdict === "inconclusive" ? "inconclusive" : "pass";
}
