import type { ReplyCost, Spending } from "../../analysis/cost.ts";
import type { GraderSpec } from "../../domain/eval.ts";
import type { ReplyKey } from "../../domain/score.ts";
import type { Grader } from "../../grading/index.ts";
import type { BatchApi } from "../../models/batches/batch-api.ts";
import type { Model } from "../../models/model.ts";
import type { Price, UnknownPrice } from "../../models/price.ts";
import type { PriceFile } from "../../models/prices.ts";
import type { Environment } from "../environment.ts";
import type { LoadedEval } from "../load.ts";

/** A grader with every name resolved. What it costs and where its replies come from is decided by whoever wraps its models. */
export type PlannedGrader = {
  readonly name: string;
  readonly spec: GraderSpec;
  readonly isFloor: boolean;
  readonly evidence: "required" | "none";
  /** How often every answer is graded anew. */
  readonly repeats: number;
  readonly scoreType: "raw" | "mapped";
  /** The models that it asks, itself or through its parts; none: it asks no model. */
  readonly models: readonly PlannedModel[];
  /** The graders that it is made of. */
  readonly parts: readonly PlannedGrader[];
  /** Graders that it may turn to once replies are in: before that, nobody knows what more it asks for. */
  readonly mayAsk: readonly PlannedGrader[];
  /** What shapes its scores beside its spec and the rubric, for the fingerprint. */
  readonly shapedBy: unknown;
  /** What models are told before all else, by the grader that asks. */
  readonly instructions: Readonly<Record<string, string>>;
  readonly create: (wrap: (model: PlannedModel) => Model) => Promise<Grader>;
  readonly spending: (replies: ReadonlyMap<ReplyKey, ReplyCost>) => Spending;
};

export type PlannedModel = {
  readonly model: Model;
  readonly provider: string;
  /** Whose limits and credit its requests share: one provider at one address under one key. */
  readonly account: string;
  /** Where its requests can go as a batch; null: live only. */
  readonly batchApi: BatchApi | null;
  readonly price: Price | UnknownPrice;
  readonly attempts: number;
  /** Asked where this one gives no reply; null: nobody is. */
  readonly fallback: PlannedModel | null;
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

/** Plans another grader of the eval, by its name; each is planned once. */
export type PlanPart = (name: string) => Promise<PlannedGrader>;
