import * as z from "zod";
import { labelSchema, raterSchema } from "../../domain/label.ts";
import { errorModel, noErrorModel, type ErrorModel } from "../../scoring/error-model.ts";
import type { Store } from "../../store/database.ts";
import { latestRun } from "../../store/runs.ts";
import type { Plan } from "../plan.ts";
import type { StageSetup } from "./setup.ts";

const recordSchema = z.looseObject({ labels: z.array(labelSchema), raters: z.array(raterSchema) });

/** What is known of the grader's error: from the eval's last run, where it graded labelled answers by the same rubric with the same grader. */
export async function errorsFor(
  store: Store,
  { loaded, grader }: StageSetup,
  { fingerprint }: Pick<Plan, "fingerprint">,
): Promise<ErrorModel> {
  const run = await latestRun(store, loaded.file.name);
  if (run === null) return noErrorModel;
  const { parts } = run.document.fingerprint;
  const isSame = ["rubric", `grader:${grader}`].every((part) => parts[part] === fingerprint.parts[part]);
  const record = recordSchema.safeParse(run.meta);
  return isSame && record.success
    ? errorModel(run.document.scores, record.data.labels, record.data.raters, grader)
    : noErrorModel;
}
