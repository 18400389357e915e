import type { CascadeGraderSpec } from "../../domain/eval.ts";
import { graderKinds } from "../../grading/index.ts";
import { combined } from "./combined.ts";
import type { GraderContext, PlannedGrader, PlanPart } from "./planned.ts";

/** A grader of the eval for everything, and another for what it leaves in doubt. */
export async function planCascadeGrader(
  name: string,
  spec: CascadeGraderSpec,
  { loaded }: GraderContext,
  planPart: PlanPart,
): Promise<PlannedGrader> {
  const { rubric, file } = loaded;
  const [first, second] = await Promise.all([planPart(spec.cascade.first), planPart(spec.cascade.then)]);
  const weights = rubric.profiles[file.spec.profile]?.weights ?? {};
  const createCascade = await graderKinds.cascade.load();
  const common = combined([first, second]);
  return {
    ...common,
    name,
    spec,
    mayAsk: [second, ...common.mayAsk],
    create: async (wrap) =>
      createCascade({
        name,
        spec,
        rubric,
        weights,
        first: await first.create(wrap),
        second: await second.create(wrap),
      }),
  };
}
