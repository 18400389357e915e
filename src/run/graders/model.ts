import { basename } from "node:path";
import type { ModelGraderSpec } from "../../domain/eval.ts";
import { evidenceOf, graderKinds } from "../../grading/index.ts";
import { instructionsOf } from "../../grading/prompt.ts";
import { segmentInstructions } from "../../grading/long-transcript.ts";
import { promptStyle } from "../../grading/prompt-style.ts";
import { timesOf } from "../../grading/repeat.ts";
import { createBatchApi } from "../../models/batches/index.ts";
import { createModel, keyFor, keyVariableFor, parseModelId } from "../../models/index.ts";
import { refuseUnsupported } from "../../models/provider.ts";
import { findPrice, withHourlyWrites } from "../../models/prices.ts";
import { readRecorded } from "../../store/recorded.ts";
import { withLeakCheck } from "../concealment.ts";
import { besideEval } from "../load.ts";
import { readPromptFiles } from "./prompt-files.ts";
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
  for (const { model } of [planned, ...(planned.fallback === null ? [] : [planned.fallback])]) {
    refuseUnsupported(model.id, model.capabilities, asAsked(spec));
  }
  const { templates, examples } = await readPromptFiles(spec, context.loaded);
  const style = promptStyle(spec, rubric, { templates, examples });
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
    shapedBy: examples.length === 0 ? (recorded?.rows ?? null) : { rows: recorded?.rows ?? null, examples },
    instructions: {
      [name]: instructionsOf({ rubric, format: spec.reply, style }, spec.mode === "joint"),
      ...(spec.context_tokens !== undefined && { [`${name}, of segments`]: segmentInstructions }),
    },
    create: async (wrap) =>
      createGrader({
        name,
        spec,
        rubric,
        caseStudies: dataset.caseStudies,
        model: wrap(planned),
        salt: file.spec.salt,
        templates,
        examples,
      }),
    spending: (replies) => ({ kind: "replies", replies: [...replies.values()] }),
  };
  if (at_most === at_least) return grader;
  return { ...grader, mayAsk: [await planModelGrader(name, { ...spec, repeat: at_most }, context)] };
}

/** What every request of a grader asks of its endpoint. */
function asAsked({ reply, params, cache, levels }: ModelGraderSpec): Parameters<typeof refuseUnsupported>[2] {
  const shape =
    reply.format === "json"
      ? ({ kind: "json", name: "score", schema: {} } as const)
      : ({ kind: "text" } as const);
  return {
    prompt: { system: [], user: [], reply: shape },
    params,
    ...(cache !== undefined && { cacheTtl: cache.ttl }),
    ...(levels === "probability" && { logprobs: true }),
  };
}

type ModelSpec = Pick<
  ModelGraderSpec,
  "model" | "base_url" | "api_key_env" | "attempts" | "fallback" | "cache"
>;

async function planModel(
  spec: ModelSpec,
  { loaded, environment, prices }: Omit<GraderContext, "seed">,
  recorded: NonNullable<Parameters<typeof createModel>[1]["recorded"]> | undefined,
): Promise<PlannedModel> {
  const { provider } = parseModelId(spec.model);
  const listed = await findPrice(spec.model, prices, new Date(environment.now()));
  const price = spec.cache?.ttl === "1h" ? withHourlyWrites(listed) : listed;
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
  const { attempts } = spec;
  const fallback =
    spec.fallback === undefined
      ? null
      : await planModel({ model: spec.fallback, attempts }, { loaded, environment, prices }, undefined);
  const keyVariable = keyVariableFor(spec.model, spec.api_key_env);
  return {
    model: withLeakCheck(model, loaded),
    provider,
    account: [provider, spec.base_url ?? "", keyVariable ?? ""].join(" "),
    batchApi: await createBatchApi(spec.model, dependencies),
    price,
    attempts,
    fallback,
    isBought: provider !== "recorded" && provider !== "scripted",
    keyVariable,
    requireKey: () => {
      keyFor(spec.model, key);
      fallback?.requireKey();
    },
  };
}
