import { basename } from "node:path";
import type { ModelGraderSpec } from "../../domain/eval.ts";
import { evidenceOf, graderKinds } from "../../grading/index.ts";
import { timesOf } from "../../grading/repeat.ts";
import { createBatchApi } from "../../models/batches/index.ts";
import { createModel, keyFor, keyVariableFor, parseModelId } from "../../models/index.ts";
import { findPrice } from "../../models/prices.ts";
import { readRecorded } from "../../store/recorded.ts";
import { besideEval } from "../load.ts";
import type { GraderContext, PlannedGrader, PlannedModel } from "./planned.ts";

/** A grader that asks a model. */
export async function planModelGrader(
  name: string,
  spec: ModelGraderSpec,
  context: GraderContext,
): Promise<PlannedGrader> {
  const { rubric, dataset, file } = context.loaded;
  const recorded =
    spec.recorded === undefined
      ? undefined
      : {
          label: basename(spec.recorded.file),
          rows: await readRecorded(besideEval(file, spec.recorded.file), spec.recorded),
        };
  const planned = await planModel(spec, context, recorded);
  const createGrader = await graderKinds.model.load();
  const { at_least, at_most } = timesOf(spec.repeat);
  const grader: PlannedGrader = {
    name,
    spec,
    isFloor: false,
    evidence: evidenceOf(spec),
    repeats: at_least,
    scoreType: "raw",
    models: [planned],
    parts: [],
    mayAsk: [],
    shapedBy: recorded?.rows ?? null,
    create: async (wrap) =>
      createGrader({
        name,
        spec,
        rubric,
        caseStudies: dataset.caseStudies,
        model: wrap(planned),
        salt: file.spec.salt,
      }),
    spending: (replies) => ({ kind: "replies", replies: [...replies.values()] }),
  };
  if (at_most === at_least) return grader;
  return { ...grader, mayAsk: [await planModelGrader(name, { ...spec, repeat: at_most }, context)] };
}

async function planModel(
  spec: ModelGraderSpec,
  { loaded, environment, prices }: GraderContext,
  recorded: NonNullable<Parameters<typeof createModel>[1]["recorded"]> | undefined,
): Promise<PlannedModel> {
  const { provider } = parseModelId(spec.model);
  const price = await findPrice(spec.model, prices, new Date(environment.now()));
  const dependencies = {
    env: environment.env,
    fetch: environment.fetch,
    timeoutMs: loaded.file.spec.limits.timeout_s * 1000,
    price,
    baseUrl: spec.base_url,
    apiKeyEnv: spec.api_key_env,
    recorded,
  };
  const model = await createModel(spec.model, dependencies);
  const key = { env: environment.env, apiKeyEnv: spec.api_key_env };
  const keyVariable = keyVariableFor(spec.model, spec.api_key_env);
  return {
    model,
    provider,
    account: [provider, spec.base_url ?? "", keyVariable ?? ""].join(" "),
    batchApi: await createBatchApi(spec.model, dependencies),
    price,
    attempts: spec.attempts,
    isBought: provider !== "recorded" && provider !== "scripted",
    keyVariable,
    requireKey: () => void keyFor(spec.model, key),
  };
}
