import type { ReplyKey } from "../../domain/score.ts";
import type { ModelFailure } from "../model.ts";
import type { Answer } from "../provider.ts";

/** A provider's batch API: many requests handed over at once, answered within a day and at a lower price. */
export type BatchApi = {
  readonly baseUrl: string;
  readonly limits: BatchLimits;
  /** Share of the live price that the provider publishes for batches. */
  readonly priceShare: number;
  /** A request as it stands in a batch, under the key of its reply. */
  readonly line: (key: ReplyKey, body: unknown) => string;
  /** Hands a batch over. After a failure that `mayHaveArrived` the batch may exist all the same. */
  readonly submit: (batch: Submission) => Promise<Submitted | ModelFailure>;
  /** Looks for a batch that may have arrived although nobody heard its id. */
  readonly find: (lost: LostBatch) => Promise<Found | ModelFailure>;
  readonly check: (remoteId: string) => Promise<BatchState | ModelFailure>;
  /** Reads what an ended batch gave, in any order and perhaps twice, until `onResult`, which is waited for, has enough. */
  readonly read: (
    sources: readonly ResultSource[],
    onResult: (result: BatchResult) => Promise<"enough" | void>,
  ) => Promise<ResultsRead | ModelFailure>;
};

/** How large one batch may be. */
export type BatchLimits = { readonly requests: number; readonly bytes: number };

/** A batch to be handed over: `token` is our own name for it. The lines are read as they are sent. */
export type Submission = { readonly token: string; readonly lines: () => AsyncIterable<string> };

export type Submitted = { readonly status: "submitted"; readonly remoteId: string };

/** What is known of a batch whose id is not. */
export type LostBatch = {
  readonly token: string;
  readonly requests: number;
  /** Milliseconds since the epoch, by our clock. */
  readonly submittedAt: number;
  /** Batches of the provider that are other ones of ours. */
  readonly others: ReadonlySet<string>;
  readonly holds: (key: ReplyKey) => Promise<boolean>;
};

/** `undecided`: a batch is running that may be ours, and only its results will tell. */
export type Found =
  | { readonly status: "found"; readonly remoteId: string }
  | { readonly status: "absent" }
  | { readonly status: "undecided" };

/** `refused`: the provider took none of the requests; `isPassing` where it would take them later. */
export type BatchState =
  | { readonly status: "running"; readonly done: number }
  | { readonly status: "ended"; readonly sources: readonly ResultSource[] }
  | { readonly status: "refused"; readonly message: string; readonly isPassing: boolean };

/** What became of one request. An expired one was not worked on, and cost nothing. */
export type BatchResult = {
  readonly key: string;
  readonly outcome: Answer | ModelFailure | { readonly status: "expired" };
};

/** Where results stand, and how many requests the provider counts there. */
export type ResultSource = { readonly name: string; readonly counted: number };

/** Whether every line was a result, and there were as many as the provider counts. */
export type ResultsRead = { readonly status: "read"; readonly isWhole: boolean };

/** However far the clocks are apart, a batch of ours is not listed as older than this before we handed it over. */
export const clockMarginMs = 48 * 3_600_000;

/** Whether a request that failed so may have been taken by the provider all the same. */
export function mayHaveArrived({ kind, charged }: ModelFailure): boolean {
  return kind === "server" || charged === "unknown";
}
