import { basename } from "node:path";
import type { Spending, ReplyCost } from "../analysis/cost.ts";
import type { GraderSpec } from "../domain/eval.ts";
import { didYouMean } from "../domain/did-you-mean.ts";
import type { Sample } from "../domain/sample.ts";
import type { ReplyKey } from "../domain/score.ts";
import { HarnessError } from "../errors.ts";
import { evidenceOf, graderKinds, type Grader } from "../grading/index.ts";
import { createModel, keyFor, keyVariableFor, parseModelId } from "../models/index.ts";
import type { Model } from "../models/model.ts";
import type { Price, UnknownPrice } from "../models/price.ts";
import { findPrice, type PriceFile } from "../models/prices.ts";
import { readRatings, type Rating } from "../store/ratings.ts";
import { readRecorded } from "../store/recorded.ts";
import type { Environment } from "./environment.ts";
import { besideEval, type LoadedEval } from "./load.ts";
import { clusterOf, ratersOf } from "./check-eval.ts";

/** A grader with every name resolved. What it costs and where its replies come from is decided by whoever wraps its model. */
export type PlannedGrader = {
  readonly name: string;
  readonly spec: GraderSpec;
  readonly isFloor: boolean;
  readonly evidence: "required" | "none";
  readonly repeats: number;
  /** null: it asks no model. */
  readonly model: PlannedModel | null;
  /** What shapes its scores beside its spec and the rubric, for the fingerprint. */
  readonly shapedBy: unknown;
  readonly create: (wrap: (model: PlannedModel) => Model) => Promise<Grader>;
  readonly spending: (replies: ReadonlyMap<ReplyKey, ReplyCost>) => Spending;
};

export type PlannedModel = {
  readonly model: Model;
  readonly provider: string;
  readonly price: Price | UnknownPrice;
  readonly attempts: number;
  /** False where replies are free and at hand, so that storing them would only copy them. */
  readonly isBought: boolean;
  /** Name of the variable with the key; null: it needs none. */
  readonly keyVariable: string | null;
  /** Stops the command where the key is missing. */
  readonly requireKey: () => void;
};

/** What planning a grader needs. */
export type GraderContext = {
  readonly loaded: LoadedEval;
  readonly environment: Environment;
  readonly prices: PriceFile;
  readonly seed: number;
};

/** Turns a grader's spec into a grader, whatever its kind. */
export async function planGrader(
  name: string,
  spec: GraderSpec,
  context: GraderContext,
): Promise<PlannedGrader> {
  const common = { name, spec, evidence: evidenceOf(spec) };
  const { loaded } = context;
  const { rubric, dataset, file } = loaded;
  if (graderKinds.lexical.recognises(spec)) {
    const raters = new Set(ratersOf(loaded).map(({ rater }) => rater));
    const createGrader = await graderKinds.lexical.load();
    const clustered = (sample: Sample): string => clusterOf(sample, file.spec.cluster);
    const labels = dataset.labels.filter(({ rater }) => raters.has(rater));
    return {
      ...common,
      isFloor: true,
      repeats: 1,
      model: null,
      shapedBy: { seed: context.seed, clusters: dataset.samples.map(clustered) },
      create: async () =>
        createGrader({
          name,
          spec,
          rubric,
          caseStudies: dataset.caseStudies,
          samples: dataset.samples,
          labels,
          cluster: file.spec.cluster,
          seed: context.seed,
        }),
      spending: () => ({ kind: "free" }),
    };
  }
  if (graderKinds.imported.recognises(spec)) {
    const ratings = await ratingsOf(besideEval(file, spec.imported.file), spec.imported.rater);
    const createGrader = await graderKinds.imported.load();
    return {
      ...common,
      isFloor: false,
      repeats: 1,
      model: null,
      shapedBy: ratings,
      create: async () => createGrader({ name, rubric, ratings }),
      spending: () => ({ kind: "unknown", reason: "imported scores carry no cost" }),
    };
  }
  return planModelGrader(name, spec, context);
}

async function ratingsOf(path: string, rater: string): Promise<readonly Rating[]> {
  const all = await readRatings(path);
  const own = all.filter((rating) => rating.rater === rater);
  if (own.length > 0) return own;
  const raters = [...new Set(all.map((rating) => rating.rater))];
  throw new HarnessError(
    "invalid-file",
    `${path}: no row is by rater "${rater}"${didYouMean(rater, raters)}, expected one of ${raters.join(", ")}`,
  );
}

async function planModelGrader(
  name: string,
  spec: Extract<GraderSpec, { model: string }>,
  { loaded, environment, prices }: GraderContext,
): Promise<PlannedGrader> {
  const { rubric, dataset, file } = loaded;
  const { provider } = parseModelId(spec.model);
  const price = await findPrice(spec.model, prices, new Date(environment.now()));
  const recorded =
    spec.recorded === undefined
      ? undefined
      : {
          label: basename(spec.recorded.file),
          rows: await readRecorded(besideEval(file, spec.recorded.file), spec.recorded),
        };
  const model = await createModel(spec.model, {
    env: environment.env,
    fetch: environment.fetch,
    timeoutMs: file.spec.limits.timeout_s * 1000,
    price,
    baseUrl: spec.base_url,
    apiKeyEnv: spec.api_key_env,
    recorded,
  });
  const createGrader = await graderKinds.model.load();
  const key = { env: environment.env, apiKeyEnv: spec.api_key_env };
  const planned: PlannedModel = {
    model,
    provider,
    price,
    attempts: spec.attempts,
    isBought: provider !== "recorded" && provider !== "scripted",
    keyVariable: keyVariableFor(spec.model, spec.api_key_env),
    requireKey: () => void keyFor(spec.model, key),
  };
  return {
    name,
    spec,
    evidence: evidenceOf(spec),
    isFloor: false,
    repeats: spec.repeat,
    model: planned,
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
}
