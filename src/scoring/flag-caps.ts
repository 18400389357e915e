import type { FlagFinding } from "../domain/flag.ts";
import type { Flag, Rubric } from "../domain/rubric.ts";
import type { FlagRuling } from "../domain/scorecard.ts";

/** What raised flags may do to levels: what their rubric declares, or also what it proposes. */
export type CapMode = "none" | "proposed";

export type Cap = { readonly flag: string; readonly level: number };

/** What flags found in an answer come to. */
export type FlagEffects = {
  /** Raised, and no named person has ruled on it. */
  readonly waiting: readonly Flag[];
  readonly openKnockouts: readonly string[];
  readonly confirmedKnockouts: readonly string[];
  /** Caps by dimension, of this rubric or of the scorecard that its dimensions map to. */
  readonly caps: ReadonlyMap<string, readonly Cap[]>;
};

/**
 * The effect of each raised flag: review always, caps where its rubric or the mode switches them on. A knockout caps nothing until a
 * named person confirms it; what a person dismissed has no effect.
 */
export function flagEffects(
  { flags }: Pick<Rubric, "flags">,
  findings: readonly FlagFinding[],
  rulings: readonly FlagRuling[],
  mode: CapMode,
): FlagEffects {
  const ruled = (id: string): FlagRuling["ruling"] | null =>
    rulings.findLast(({ flag }) => flag === id)?.ruling ?? null;
  const raised = flags.filter(
    ({ id }) =>
      ruled(id) !== "dismissed" && findings.some(({ flag, status }) => flag === id && status === "raised"),
  );
  const knockouts = raised.filter(({ severity }) => severity === "knockout").map(({ id }) => id);
  const openKnockouts = knockouts.filter((id) => ruled(id) !== "confirmed");
  const caps = new Map<string, Cap[]>();
  for (const flag of raised) {
    if (openKnockouts.includes(flag.id)) continue;
    for (const [dimension, level] of Object.entries(capsOf(flag, mode)))
      caps.set(dimension, [...(caps.get(dimension) ?? []), { flag: flag.id, level }]);
  }
  const confirmedKnockouts = knockouts.filter((id) => !openKnockouts.includes(id));
  const waiting = raised.filter(({ id }) => ruled(id) === null);
  return { waiting, openKnockouts, confirmedKnockouts, caps };
}

function capsOf(
  { effect, caps = {}, proposed_caps: proposed = {} }: Flag,
  mode: CapMode,
): Record<string, number> {
  if (effect === "cap") return caps;
  return mode === "proposed" ? proposed : {};
}

/** A level under the caps that bind it, which are those below it. */
export function capped(level: number, caps: readonly Cap[] = []): { level: number; cappedBy: Cap[] } {
  const cappedBy = caps.filter((cap) => cap.level < level);
  return { level: Math.min(level, ...cappedBy.map((cap) => cap.level)), cappedBy };
}
