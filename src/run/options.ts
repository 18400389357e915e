/** What the command line adds to an eval. Those that change a result enter the fingerprint and make the run partial. */
export type RunOptions = {
  readonly offline: boolean;
  readonly retryUnscored: boolean;
  /** Instead of the eval's epoch; null: the eval's. */
  readonly epoch: string | null;
  readonly maxCostUsd: number | null;
  readonly maxConcurrency: number | null;
  readonly limit: number | null;
  readonly seed: number | null;
  /** Only these graders; empty: all. */
  readonly graders: readonly string[];
};

export const defaultRunOptions: RunOptions = {
  offline: false,
  retryUnscored: false,
  epoch: null,
  maxCostUsd: null,
  maxConcurrency: null,
  limit: null,
  seed: null,
  graders: [],
};
