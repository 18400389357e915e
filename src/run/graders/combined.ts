import type { ReplyCost, Spending } from "../../analysis/cost.ts";
import type { ReplyKey } from "../../domain/score.ts";
import type { PlannedGrader } from "./planned.ts";

/** What a grader made of others owes to them. */
export function combined(parts: readonly PlannedGrader[]): Omit<PlannedGrader, "name" | "spec" | "create"> {
  return {
    isFloor: parts.every(({ isFloor }) => isFloor),
    evidence: parts.every(({ evidence }) => evidence === "required") ? "required" : "none",
    repeats: 1,
    scoreType: parts.some(({ scoreType }) => scoreType === "mapped") ? "mapped" : "raw",
    models: [...new Set(parts.flatMap(({ models }) => models))],
    parts,
    mayAsk: parts.flatMap(({ mayAsk }) => mayAsk),
    shapedBy: Object.fromEntries(parts.map(({ name, spec, shapedBy }) => [name, { spec, shapedBy }])),
    instructions: Object.assign({}, ...parts.map(({ instructions }) => instructions)),
    spending: (replies) => spendingOf(parts, replies),
  };
}

/** Replies that two parts share are paid once. */
function spendingOf(parts: readonly PlannedGrader[], replies: ReadonlyMap<ReplyKey, ReplyCost>): Spending {
  const spendings = parts.map(({ spending }) => spending(replies));
  const unknown = spendings.find(({ kind }) => kind === "unknown");
  if (unknown !== undefined) return unknown;
  return spendings.every(({ kind }) => kind === "free")
    ? { kind: "free" }
    : { kind: "replies", replies: [...replies.values()] };
}
