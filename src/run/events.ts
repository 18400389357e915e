import type { ReplyPrices } from "../analysis/bill.ts";
import type { ReplyKey } from "../domain/score.ts";
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
      /** Where the store keeps it. */
      readonly key: ReplyKey;
      readonly bought: boolean;
      readonly usd: number | null;
      readonly prices: ReplyPrices;
      readonly inputTokens: number;
      /** Those that the provider's cache held. */
      readonly cachedTokens: number;
    }
  | {
      readonly kind: "retry";
      readonly grader: string;
      readonly tag: Tag;
      readonly failure: string;
      readonly waitMs: number;
      /** What the attempt cost at most: 0 where nothing was charged, null where the price is unknown. */
      readonly usdAtMost: number | null;
    }
  | {
      readonly kind: "given-up";
      readonly grader: string;
      readonly tag: Tag;
      readonly failure: string;
      readonly usdAtMost: number | null;
    }
  | { readonly kind: "graded"; readonly grader: string; readonly sample: string; readonly unscored: number }
  | { readonly kind: "no-batch"; readonly model: string }
  | ({
      readonly kind: "batch";
      /** `found`: again, after its submission was cut off; `refused`: for now, the provider has too much of ours in its queue. */
      readonly did: "submitted" | "found" | "running" | "unreachable" | "refused";
      /** Requests worked on, whatever came of them. */
      readonly done: number;
    } & EventBatch)
  | ({
      readonly kind: "batch-collected";
      readonly replies: number;
      /** By kind: `expired`, `server`, ... */
      readonly failures: Readonly<Record<string, number>>;
      readonly usd: number | null;
    } & EventBatch)
  | { readonly kind: "analysing" };

/** Which batch: by its name here, and by the provider's, null while that is not known. */
type EventBatch = {
  readonly id: string;
  readonly model: string;
  readonly remoteId: string | null;
  readonly requests: number;
};

export type OnEvent = (event: RunEvent) => void;
