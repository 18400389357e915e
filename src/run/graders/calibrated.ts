import { canonicalSha256 } from "../../domain/canonical.ts";
import { gradersOf, partsOf, type CalibratedGraderSpec, type EvalSpec } from "../../domain/eval.ts";
import type { DimensionMapping, MappingFile } from "../../domain/score-mapping.ts";
import { HarnessError } from "../../errors.ts";
import { graderKinds } from "../../grading/index.ts";
import { readMapping } from "../../store/mappings.ts";
import { samplesOf } from "../check-eval.ts";
import { besideEval, type LoadedEval } from "../load.ts";
import type { GraderContext, PlannedGrader, PlanPart } from "./planned.ts";

/** Another grader of the eval, its scores mapped. */
export async function planCalibratedGrader(
  name: string,
  spec: CalibratedGraderSpec,
  { loaded }: GraderContext,
  planPart: PlanPart,
): Promise<PlannedGrader> {
  const { mapping: path, of } = spec.calibrated;
  const inner = await planPart(of);
  const file = besideEval(loaded.file, path);
  const mappings = requireMapping(file, await readMapping(file), { of, loaded });
  const mapGrades = await graderKinds.calibrated.load();
  return {
    ...inner,
    name,
    spec,
    repeats: 1,
    scoreType: "mapped",
    parts: [inner],
    shapedBy: { mappings, of: { spec: inner.spec, shapedBy: inner.shapedBy } },
    create: async (wrap) =>
      mapGrades(await inner.create(wrap), { name, mappings, scale: loaded.rubric.scale }),
  };
}

/** What a mapping remembers of the grader it was fitted to: its spec, and those of the graders that it is made of. */
export function specHash(name: string, spec: Pick<EvalSpec, "graders" | "parts">): string {
  const graders = gradersOf(spec);
  const whole = (own: string): unknown => {
    const found = graders[own];
    const parts = found === undefined ? [] : partsOf(found);
    return parts.length === 0
      ? found
      : { spec: found, parts: Object.fromEntries(parts.map((part) => [part, whole(part)])) };
  };
  return canonicalSha256(whole(name));
}

/** The mappings of one grader, where they were fitted to this rubric and this very grader, and not on the answers to be graded. */
function requireMapping(
  path: string,
  file: MappingFile,
  { of, loaded }: { readonly of: string; readonly loaded: LoadedEval },
): Readonly<Record<string, DimensionMapping>> {
  const { rubric } = loaded;
  const refuse = (why: string): HarnessError =>
    new HarnessError("incomparable", `${path}: ${why}; write it anew with "touchstone calibrate"`);
  const own = file.graders[of];
  if (own === undefined) throw refuse(`it holds no mapping of grader "${of}"`);
  if (file.rubric.id !== rubric.id || file.rubric.version !== rubric.version) {
    throw refuse(
      `it was fitted to ${file.rubric.id} ${file.rubric.version}, this is ${rubric.id} ${rubric.version}`,
    );
  }
  if (own.spec !== specHash(of, loaded.file.spec))
    throw refuse(`grader "${of}" has changed since it was fitted`);
  const fitted = new Set(file.fitted_on.samples);
  const seen = samplesOf(loaded).filter(({ id }) => fitted.has(id)).length;
  if (file.fitted_on.dataset === loaded.dataset.card.id && seen > 0) {
    throw new HarnessError(
      "incomparable",
      `${path}: it was fitted on ${seen} of the answers to be graded, so their figures would be too good; grade another split`,
    );
  }
  return own.dimensions;
}
