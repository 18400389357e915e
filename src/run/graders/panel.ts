import type { PanelGraderSpec } from "../../domain/eval.ts";
import { graderKinds } from "../../grading/index.ts";
import { combined } from "./combined.ts";
import type { PlannedGrader, PlanPart } from "./planned.ts";

/** Several graders of the eval as one. */
export async function planPanelGrader(
  name: string,
  spec: PanelGraderSpec,
  planPart: PlanPart,
): Promise<PlannedGrader> {
  const { of, combine } = spec.panel;
  const parts = await Promise.all(of.map(planPart));
  const createPanel = await graderKinds.panel.load();
  return {
    ...combined(parts),
    name,
    spec,
    create: async (wrap) =>
      createPanel({ name, combine, members: await Promise.all(parts.map(({ create }) => create(wrap))) }),
  };
}
