import type { Tag } from "../models/model.ts";
import type { Estimate } from "./estimate.ts";

/** What happens during a run, for progress lines and `--json`. Holds no candidate text. */
export type RunEvent =
  | {
      readonly kind: "planned";
      readonly eval: string;
      readonly fingerprint: string;
      readonly grades: number;
      readonly epoch: string;
    }
  | ({ readonly kind: "estimated" } & Estimate)
  | {
      readonly kind: "reply";
      readonly grader: string;
      readonly tag: Tag;
      readonly bought: boolean;
      readonly usd: number | null;
    }
  | {
      readonly kind: "retry";
      readonly grader: string;
      readonly tag: Tag;
      readonly failure: string;
      readonly waitMs: number;
    }
  | { readonly kind: "graded"; readonly grader: string; readonly sample: string; readonly unscored: number }
  | { readonly kind: "analysing" };

export type OnEvent = (event: RunEvent) => void;
