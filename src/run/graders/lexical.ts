import type { LexicalGraderSpec } from "../../domain/eval.ts";
import type { Sample } from "../../domain/sample.ts";
import { evidenceOf, graderKinds } from "../../grading/index.ts";
import { clusterOf, ratersOf } from "../check-eval.ts";
import type { GraderContext, PlannedGrader } from "./planned.ts";

/** The floor that others must beat. */
export async function planLexicalGrader(
  name: string,
  spec: LexicalGraderSpec,
  { loaded, seed }: GraderContext,
): Promise<PlannedGrader> {
  const { rubric, dataset, file } = loaded;
  const { cluster } = file.spec;
  const raters = new Set(ratersOf(loaded).map(({ rater }) => rater));
  const createGrader = await graderKinds.lexical.load();
  const clustered = (sample: Sample): string => clusterOf(sample, cluster);
  const labels = dataset.labels.filter(({ rater }) => raters.has(rater));
  const { caseStudies, samples } = dataset;
  return {
    name,
    spec,
    isFloor: true,
    evidence: evidenceOf(spec),
    repeats: 1,
    scoreType: "raw",
    models: [],
    parts: [],
    mayAsk: [],
    shapedBy: { seed, clusters: samples.map(clustered) },
    instructions: {},
    create: async () => createGrader({ name, spec, rubric, caseStudies, samples, labels, cluster, seed }),
    spending: () => ({ kind: "free" }),
  };
}
