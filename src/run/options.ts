/** What the command line adds to an eval. Those that change a result enter the fingerprint and make the run partial. */
export type RunOptions = {
  readonly offline: boolean;
  readonly retryUnscored: boolean;
  /** How missing replies are ordered from a provider's batch; null: they are asked for live. */
  readonly batch: BatchOrder | null;
  /** Instead of the eval's epoch; null: the eval's. */
  readonly epoch: string | null;
  readonly maxCostUsd: number | null;
  readonly maxConcurrency: number | null;
  readonly limit: number | null;
  readonly seed: number | null;
  /** Only these graders; empty: all. */
  readonly graders: readonly string[];
};

/** Whether a run waits for its batches, and in how many of them a request may fail or expire before it is asked live. */
export type BatchOrder = { readonly wait: boolean; readonly tries: number };

export const defaultRunOptions: RunOptions = {
  offline: false,
  retryUnscored: false,
  batch: null,
  epoch: null,
  maxCostUsd: null,
  maxConcurrency: null,
  limit: null,
  seed: null,
  graders: [],
};
