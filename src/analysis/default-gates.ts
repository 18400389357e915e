import type { GateSpec } from "../domain/eval.ts";

/** The gates of an eval that names none. Each is a default to justify, with its source. */
export const defaultGates: readonly GateSpec[] = [
  {
    metric: "scored_share",
    at_least: 0.97,
    role: "required",
    source: "house default: failures may not hide",
  },
  {
    metric: "qwk",
    at_least: 0.7,
    lower_at_least: 0.6,
    role: "required",
    source: "rsmtool highlight (Williamson, Xi & Breyer 2012); lower bound: house default",
  },
  {
    metric: "bias",
    at_most: 0.3,
    role: "required",
    source: "house default: a third of a level",
  },
  {
    metric: "smd",
    at_most: 0.15,
    role: "advisory",
    source: "rsmtool highlight (Williamson, Xi & Breyer 2012)",
  },
  {
    metric: "qwk_degradation",
    at_least: -0.1,
    role: "advisory",
    source: "rsmtool highlight (Williamson, Xi & Breyer 2012)",
  },
];
