import type { Holding } from "./holding.ts";

export type { Holding, Subject } from "./holding.ts";

/** Everything that a store may hold about a person; export reads all of it, erase leaves none. */
export const holdings = {
  replies: async () => (await import("./replies.ts")).holding,
  runs: async () => (await import("./runs.ts")).holding,
  scorecards: async () => (await import("./scorecards.ts")).holding,
  decisions: async () => (await import("./decisions.ts")).holding,
  vault: async () => (await import("./vault.ts")).holding,
  // Last, since the others are found by it.
  samples: async () => (await import("./samples.ts")).holding,
} as const satisfies Record<string, () => Promise<Holding>>;
