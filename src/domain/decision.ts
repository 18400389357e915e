import * as z from "zod";
import { idSchema } from "./identifiers.ts";

/** What a person may have had before them. The first group shows what the candidate said, the second what others made of it. */
const firstHandMaterial = ["recording", "transcript", "written-answer", "own-notes"] as const;
const secondHandMaterial = ["scorecard", "debrief", "dossier", "others-notes", "earlier-decision"] as const;
export const materialSchema = z.enum([...firstHandMaterial, ...secondHandMaterial]);
export type Material = z.infer<typeof materialSchema>;

const on = { at: z.iso.datetime(), reason: z.string().min(1) };

/** What is on record about a candidate: people decide, and say who, when, why and on what. */
export const decisionSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("outcome"),
    outcome: z.string().min(1),
    by: z.string().min(1),
    saw: z.array(materialSchema).min(1),
    ...on,
  }),
  z.strictObject({
    kind: z.literal("appeal").describe("The candidate contests what was decided or scored."),
    ...on,
  }),
  z.strictObject({
    kind: z.literal("flag"),
    flag: idSchema,
    ruling: z.enum(["confirmed", "dismissed"]),
    by: z.string().min(1),
    saw: z.array(materialSchema).min(1),
    ...on,
  }),
]);
export type Decision = z.infer<typeof decisionSchema>;

/** Whether an appeal waits for its decision. */
export function isContested(decisions: readonly Decision[]): boolean {
  const last = decisions.findLast(({ kind }) => kind !== "flag");
  return last?.kind === "appeal";
}

/**
 * Why an outcome may not be put on record; null: it may. After an appeal a second person decides, who has not decided on this candidate
 * before and has seen what the candidate said and not what others made of it.
 */
export function outcomeProblem(
  decisions: readonly Decision[],
  { by, saw }: Pick<Extract<Decision, { kind: "outcome" }>, "by" | "saw">,
): string | null {
  if (!decisions.some(({ kind }) => kind === "appeal")) return null;
  if (!isContested(decisions)) return null;
  const same = decisions.some((each) => each.kind === "outcome" && folded(each.by) === folded(by));
  if (same) return `${by} has decided on this candidate before, and an appeal needs another person`;
  const known = saw.filter((material) => secondHandMaterial.some((each) => each === material));
  return known.length === 0
    ? null
    : `whoever decides an appeal has not seen ${known.join(", ")}, only what the candidate said (${firstHandMaterial.join(", ")})`;
}

function folded(name: string): string {
  return name.normalize("NFKC").trim().replaceAll(/\s+/g, " ").toLowerCase();
}
