import type { CostRow } from "../domain/analysis.ts";
import { isBatchPrice } from "../models/batches/batch-price.ts";
import { addUsage, noUsage, type Usage } from "../domain/usage.ts";

/** What is known of a reply that a grade came from. */
export type ReplyCost = {
  readonly model: string;
  readonly calls: number;
  readonly usage: Usage;
  readonly usd: number | null;
  readonly priceSource: string | null;
};

/** What a grader spent: replies of a model, nothing at all (it asks no model), or unknown (its scores came from elsewhere). */
export type Spending =
  | { readonly kind: "replies"; readonly replies: readonly ReplyCost[] }
  | { readonly kind: "free" }
  | { readonly kind: "unknown"; readonly reason: string };

/** The cost of one grader over the samples it graded, in the money of when its replies were bought. */
export function costRow(grader: string, spending: Spending, samples: number): CostRow {
  const replies = spending.kind === "replies" ? spending.replies : [];
  const { usd, reason } = totalUsd(spending);
  return {
    grader,
    model: joined(replies.map((reply) => reply.model)),
    calls: replies.reduce((sum, reply) => sum + reply.calls, 0),
    ...replies.map((reply) => reply.usage).reduce(addUsage, noUsage),
    usd,
    usdPerSample: usd === null || samples === 0 ? null : rounded(usd / samples),
    reason: reason ?? (samples === 0 ? "no sample was graded" : null),
    batch: replies.some((reply) => isBatchPrice(reply.priceSource)),
    priceSource: joined(replies.map((reply) => reply.priceSource)),
  };
}

function totalUsd(spending: Spending): { readonly usd: number | null; readonly reason: string | null } {
  if (spending.kind === "free") return { usd: 0, reason: null };
  if (spending.kind === "unknown") return { usd: null, reason: spending.reason };
  const unpriced = joined(spending.replies.filter(({ usd }) => usd === null).map(({ model }) => model));
  if (unpriced !== null) return { usd: null, reason: `no price is known for ${unpriced}` };
  return { usd: rounded(spending.replies.reduce((sum, { usd }) => sum + (usd ?? 0), 0)), reason: null };
}

/** Sums of fractions of a cent, without the residue of the order in which replies arrived. */
function rounded(usd: number): number {
  return Number(usd.toFixed(10));
}

function joined(values: readonly (string | null)[]): string | null {
  const distinct = [...new Set(values.filter((value) => value !== null))].sort();
  return distinct.length === 0 ? null : distinct.join(", ");
}
