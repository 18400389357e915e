import * as z from "zod";
import type { CaseStudy } from "../domain/case-study.ts";
import type { FlagFinding } from "../domain/flag.ts";
import type { Flag, Rubric, Signal, Speaker } from "../domain/rubric.ts";
import type { SignalTag } from "../domain/signal.ts";
import type { ModelReply } from "../models/model.ts";
import { checkFlagEvidence, isSaidAfter } from "./evidence.ts";
import { visible, type SentTurn } from "./fence.ts";
import { lastJsonObject } from "./lenient-json.ts";
import { member, unfinished, unread, type Unread } from "./read-reply.ts";
import { claimSchema, type Claim } from "./reply-schema.ts";

/** What is looked for beside levels: flags and signals. Dimensions may not have the names of its two keys. */
export type Sought = { readonly flags: readonly Flag[]; readonly signals: readonly Signal[] };

/** What a grader is asked to look for in one case study's answers: flags that it gives occasion for, and any signal; null: nothing. */
export function soughtIn(
  spec: { readonly flags?: boolean | undefined; readonly signals?: boolean | undefined },
  rubric: Pick<Rubric, "flags" | "signals">,
  caseStudy: Pick<CaseStudy, "flags">,
): Sought | null {
  const flags = spec.flags === true ? rubric.flags.filter(({ id }) => caseStudy.flags.includes(id)) : [];
  const signals = spec.signals === true ? (rubric.signals ?? []) : [];
  return flags.length + signals.length === 0 ? null : { flags, signals };
}

const flagAnswerSchema = z.object({
  evidence: z.array(claimSchema),
  cleared_by: z.array(claimSchema.omit({ kind: true })),
  rationale: z.string(),
  status: z.enum(["raised", "cleared", "not-raised", "not-observed"]),
});
type FlagAnswer = z.infer<typeof flagAnswerSchema>;

const signalAnswerSchema = claimSchema.omit({ kind: true }).extend({ signal: z.string() });

/** The keys that a reply has beside those of dimensions: every flag has to be answered, of signals only those that were found. */
export function soughtShape({ flags, signals }: Sought): Readonly<Record<string, z.ZodType>> {
  const ids = signals.map(({ id }) => id);
  return {
    ...(flags.length > 0 && {
      flags: z.object(Object.fromEntries(flags.map(({ id }) => [id, flagAnswerSchema]))),
    }),
    ...(ids.length > 0 && { signals: z.array(signalAnswerSchema.extend({ signal: z.enum(ids) })) }),
  };
}

/** Against whose words, and which turns, evidence is checked. */
export type Checking = { readonly turns: readonly SentTurn[]; readonly speaker: Speaker };

/** What a reply says on each flag, evidence checked. A fault of one flag is that flag's alone. */
export function readFlags(
  reply: Pick<ModelReply, "text" | "finish">,
  flags: readonly Flag[],
  checking: Checking,
): FlagFinding[] {
  const cut = unfinished(reply.finish);
  const object = cut === null ? lastJsonObject(reply.text) : undefined;
  return flags.map((flag) => {
    const parsed = flagAnswerSchema.safeParse(member(member(object, "flags"), flag.id));
    if (cut === null && parsed.success) return findingOf(flag, parsed.data, checking);
    return notRead(flag, cut ?? unread("unparsable", "the reply has no answer on it, or not as asked"));
  });
}

function notRead({ id }: Flag, { reason, detail }: Unread): FlagFinding {
  return { flag: id, status: "unscored", reason, detail, evidence: [] };
}

/**
 * A raised flag needs evidence of its basis that holds. It is cleared only by the judged speaker's own words after those that raised it,
 * where the flag says what clears it; words that do not hold leave it raised, which asks a person.
 */
function findingOf(flag: Flag, answer: FlagAnswer, { turns, speaker }: Checking): FlagFinding {
  const { id, basis } = flag;
  const rationale = visible(answer.rationale);
  if (answer.status === "not-raised") return { flag: id, status: "not-raised", rationale };
  if (answer.status === "not-observed") return { flag: id, status: "not-observed", opportunity: rationale };
  const evidence = checkFlagEvidence(answer.evidence.map(seen), turns, { basis, speaker });
  const carrying = evidence.filter((piece) => piece.kind === basis && piece.struck === null);
  if (carrying.length === 0) {
    const detail = `${answer.status} stands on no evidence that holds`;
    return { flag: id, status: "unscored", reason: "no-evidence", detail, evidence };
  }
  if (answer.status === "raised") return { flag: id, status: "raised", evidence, rationale };
  const clearing = answer.cleared_by.map((claim) => seen({ ...claim, kind: "quote" }));
  const clearedBy = checkFlagEvidence(clearing, turns, { basis: "quote", speaker }).map((piece) =>
    piece.struck === null && !carrying.every((earlier) => isSaidAfter(piece, earlier, turns))
      ? { ...piece, struck: "not after the words that raised it" }
      : piece,
  );
  if (flag.cleared_when !== undefined && clearedBy.some(({ struck }) => struck === null))
    return { flag: id, status: "cleared", evidence, clearedBy, rationale };
  const why = "said to be cleared, by no later words that hold";
  return { flag: id, status: "raised", evidence, rationale: `${rationale} (${why})` };
}

function seen(claim: Claim): Claim {
  return { ...claim, text: visible(claim.text) };
}

/** The signals that a reply tags with a quote that holds, in the rubric's order. A tag is a help to readers, so what cannot be read is none. */
export function readSignals(
  reply: Pick<ModelReply, "text" | "finish">,
  signals: readonly Signal[],
  { turns, speaker }: Checking,
): SignalTag[] {
  const parsed = z.array(signalAnswerSchema).safeParse(member(lastJsonObject(reply.text), "signals"));
  if (!parsed.success) return [];
  return signals.flatMap(({ id }) => {
    const claims = parsed.data.filter(({ signal }) => signal === id);
    const quotes = claims.map(({ turn, text }) => seen({ kind: "quote", turn, text }));
    const evidence = checkFlagEvidence(quotes, turns, { basis: "quote", speaker });
    return evidence.some(({ struck }) => struck === null) ? [{ signal: id, evidence }] : [];
  });
}

/** What no reply was got about. */
export function flagsWithout(flags: readonly Flag[], unanswered: Omit<Unread, "status">): FlagFinding[] {
  return flags.map((flag) => notRead(flag, { status: "unread", ...unanswered }));
}

/** Findings in the rubric's order; a flag that the case study gives no occasion for was not observed. */
export function allFlags(
  rubric: Pick<Rubric, "flags">,
  caseStudy: Pick<CaseStudy, "id">,
  findings: readonly FlagFinding[],
): FlagFinding[] {
  return rubric.flags.map(
    ({ id }) =>
      findings.find(({ flag }) => flag === id) ?? {
        flag: id,
        status: "not-observed",
        opportunity: `case study ${caseStudy.id} gives no occasion for it`,
      },
  );
}
