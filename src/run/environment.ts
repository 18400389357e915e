/** What a run is told from outside: keys, network, clock, chance. Nothing here shapes a result, only when and how replies are bought. */
export type Environment = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly interrupted: AbortSignal;
};
