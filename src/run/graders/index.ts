import { gradersOf, type GraderSpec } from "../../domain/eval.ts";
import { graderKinds } from "../../grading/index.ts";
import { HarnessError } from "../../errors.ts";
import { invalidFile } from "../../store/problem.ts";
import type { LoadedEval } from "../load.ts";
import { planCalibratedGrader } from "./calibrated.ts";
import { planCascadeGrader } from "./cascade.ts";
import { planImportedGrader } from "./imported.ts";
import { planLexicalGrader } from "./lexical.ts";
import { planModelGrader } from "./model.ts";
import { planPanelGrader } from "./panel.ts";
import type { GraderContext, PlannedGrader, PlanPart } from "./planned.ts";

export { specHash } from "./calibrated.ts";
export type { GraderContext, PlannedGrader, PlannedModel } from "./planned.ts";

/** Plans graders of an eval by their names, each once; names and cycles are checked before. */
export function graderPlanner(context: GraderContext): PlanPart {
  const specs = gradersOf(context.loaded.file.spec);
  const planned = new Map<string, Promise<PlannedGrader>>();
  const planPart: PlanPart = (name) => {
    const spec = specs[name];
    if (spec === undefined) throw new RangeError(`no grader ${name}: the eval is checked before`);
    const known = planned.get(name) ?? planAtItsPlace(name, spec, context, planPart);
    planned.set(name, known);
    return known;
  };
  return planPart;
}

async function planAtItsPlace(
  name: string,
  spec: GraderSpec,
  context: GraderContext,
  planPart: PlanPart,
): Promise<PlannedGrader> {
  const { loaded } = context;
  const grader = await placed(loaded, name, planGrader(name, spec, context, planPart));
  return { ...grader, create: (wrap) => placed(loaded, name, grader.create(wrap)) };
}

/** What is wrong with a grader's settings, said at its line of the eval. */
async function placed<Made>({ file }: LoadedEval, name: string, making: Promise<Made>): Promise<Made> {
  try {
    return await making;
  } catch (error) {
    const isPlaceless = error instanceof HarnessError && error.problems.length === 0;
    if (!isPlaceless || (error.code !== "usage" && error.code !== "invalid-file")) throw error;
    const group = Object.hasOwn(file.spec.graders, name) ? "graders" : "parts";
    const line = file.locate([group, name]);
    throw invalidFile([{ file: file.path, line, column: 1, message: error.message }]);
  }
}

/** Turns a grader's spec into a grader, whatever its kind. */
export async function planGrader(
  name: string,
  spec: GraderSpec,
  context: GraderContext,
  planPart: PlanPart = graderPlanner(context),
): Promise<PlannedGrader> {
  if (graderKinds.lexical.recognises(spec)) return planLexicalGrader(name, spec, context);
  if (graderKinds.imported.recognises(spec)) return planImportedGrader(name, spec, context);
  if (graderKinds.calibrated.recognises(spec)) return planCalibratedGrader(name, spec, context, planPart);
  if (graderKinds.panel.recognises(spec)) return planPanelGrader(name, spec, planPart);
  if (graderKinds.cascade.recognises(spec)) return planCascadeGrader(name, spec, context, planPart);
  return planModelGrader(name, spec, context);
}
