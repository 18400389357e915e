import { basename } from "node:path";
import type { Spending, ReplyCost } from "../analysis/cost.ts";
import { canonicalJson, sha256 } from "../domain/canonical.ts";
import type { CalibratedGraderSpec, GraderSpec } from "../domain/eval.ts";
import { didYouMean } from "../domain/did-you-mean.ts";
import type { Sample } from "../domain/sample.ts";
import type { DimensionMapping, MappingFile } from "../domain/score-mapping.ts";
import type { ReplyKey } from "../domain/score.ts";
import { HarnessError } from "../errors.ts";
import { evidenceOf, graderKinds, type Grader } from "../grading/index.ts";
import { createModel, keyFor, keyVariableFor, parseModelId } from "../models/index.ts";
import type { Model } from "../models/model.ts";
import type { Price, UnknownPrice } from "../models/price.ts";
import { findPrice, type PriceFile } from "../models/prices.ts";
import { readMapping } from "../store/mappings.ts";
import { readRatings, type Rating } from "../store/ratings.ts";
import { readRecorded } from "../store/recorded.ts";
import type { Environment } from "./environment.ts";
import { besideEval, type LoadedEval } from "./load.ts";
import { clusterOf, ratersOf, samplesOf } from "./check-eval.ts";

/** A grader with every name resolved. What it costs and where its replies come from is decided by whoever wraps its model. */
export type PlannedGrader = {
  readonly name: string;
  readonly spec: GraderSpec;
  readonly isFloor: boolean;
  readonly evidence: "required" | "none";
  readonly repeats: number;
  readonly scoreType: "raw" | "mapped";
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
  const common = { name, spec, evidence: evidenceOf(spec), scoreType: "raw" } as const;
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
  if (graderKinds.calibrated.recognises(spec)) return planCalibratedGrader(name, spec, context);
  return planModelGrader(name, spec, context);
}

/** What a mapping remembers of the grader it was fitted to. */
export function specHash(spec: GraderSpec): string {
  return sha256(canonicalJson(spec));
}

async function planCalibratedGrader(
  name: string,
  spec: CalibratedGraderSpec,
  context: GraderContext,
): Promise<PlannedGrader> {
  const { loaded } = context;
  const { mapping: path, of } = spec.calibrated;
  const innerSpec = loaded.file.spec.graders[of];
  if (innerSpec === undefined) throw new RangeError(`no grader ${of}: the eval is checked before`);
  const inner = await planGrader(of, innerSpec, context);
  const file = besideEval(loaded.file, path);
  const mappings = requireMapping(file, await readMapping(file), { of, spec: innerSpec, loaded });
  const mapGrades = await graderKinds.calibrated.load();
  return {
    ...inner,
    name,
    spec,
    repeats: 1,
    scoreType: "mapped",
    shapedBy: { mappings, of: { spec: innerSpec, shapedBy: inner.shapedBy } },
    create: async (wrap) =>
      mapGrades(await inner.create(wrap), { name, mappings, scale: loaded.rubric.scale }),
  };
}

/** The mappings of one grader, where they were fitted to this rubric and this very grader, and not on the answers to be graded. */
function requireMapping(
  path: string,
  file: MappingFile,
  { of, spec, loaded }: { readonly of: string; readonly spec: GraderSpec; readonly loaded: LoadedEval },
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
  if (own.spec !== specHash(spec)) throw refuse(`grader "${of}" has changed since it was fitted`);
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
    scoreType: "raw",
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
