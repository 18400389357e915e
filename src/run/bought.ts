/** How many replies were bought, and for how much; null: a price is not known. */
export type Bought = { readonly boughtReplies: number; readonly spentUsd: number | null };

export const nothingBought: Bought = { boughtReplies: 0, spentUsd: 0 };

/** What two bought together. */
export function sumOf(a: Bought, b: Bought): Bought {
  const spentUsd = a.spentUsd === null || b.spentUsd === null ? null : a.spentUsd + b.spentUsd;
  return { boughtReplies: a.boughtReplies + b.boughtReplies, spentUsd };
}
