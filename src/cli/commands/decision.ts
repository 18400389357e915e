import { canonicalJson } from "../../domain/canonical.ts";
import {
  isContested,
  materialSchema,
  outcomeProblem,
  type Decision,
  type Material,
} from "../../domain/decision.ts";
import { didYouMean } from "../../domain/did-you-mean.ts";
import { HarnessError } from "../../errors.ts";
import type { Store } from "../../store/database.ts";
import { decisionsOn, putDecision } from "../../store/decisions.ts";
import { findCandidate } from "../../store/find-candidate.ts";
import { oneLine } from "../../reports/one-line.ts";
import { scorecardsOf } from "../../store/scorecards.ts";
import { repeatable } from "../arguments.ts";
import type { ConfigureCommand } from "../command.ts";
import { putOnRecord } from "../record.ts";
import { withExistingStore } from "../store-option.ts";

type Flags = {
  readonly outcome?: string;
  readonly appeal?: boolean;
  readonly confirmFlag?: string;
  readonly dismissFlag?: string;
  readonly by?: string;
  readonly reason?: string;
  readonly saw?: readonly string[];
  readonly store?: string;
};

export const configureDecision: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("<candidate>", "as the manifest names the candidate, or the alias that stands in reports")
    .option("--outcome <words>", "what was decided")
    .option("--appeal", "the candidate contests what was decided or scored: a second person decides")
    .option("--confirm-flag <id>", "a raised flag is right")
    .option("--dismiss-flag <id>", "a raised flag is wrong")
    .option("--by <name>", "who decides; a person")
    .option("--reason <words>", "why")
    .option(
      "--saw <material>",
      `what was seen: ${materialSchema.options.join(", ")} (repeatable)`,
      repeatable,
    )
    .option("--store <path>", "the store's file")
    .action(async (name: string, flags: Flags) => {
      await withExistingStore(flags.store, io, async (store) => {
        const candidate = await findCandidate(store, name);
        const earlier = await decisionsOn(store, candidate);
        const decision = decisionFrom(flags, new Date(io.now()).toISOString());
        if (decision === null) {
          io.stdout(listed(earlier));
          return;
        }
        await refuse(store, candidate, earlier, decision);
        const id = await putDecision(store, candidate, decision);
        await putOnRecord(
          store,
          { type: "decision", subject: candidate, about: { decision: canonicalJson(decision), id } },
          io,
        );
        io.stdout(`${oneLine(described(decision))}; on record as ${id}\n`);
        io.stdout(followsFrom(decision));
      });
      setExit(0);
    });
};

/** What the flags say was decided; null: nothing, so that what is on record is listed. */
function decisionFrom(flags: Flags, at: string): Decision | null {
  const { outcome, appeal, confirmFlag, dismissFlag, by, reason } = flags;
  const kinds = [outcome, appeal, confirmFlag, dismissFlag].filter((each) => each !== undefined);
  if (kinds.length === 0 && by === undefined && reason === undefined) return null;
  if (kinds.length !== 1) {
    throw new HarnessError(
      "usage",
      "one of --outcome, --appeal, --confirm-flag and --dismiss-flag says what is put on record",
    );
  }
  const why = given("--reason", reason);
  if (appeal === true) return { kind: "appeal", at, reason: why };
  const who = { by: given("--by", by), saw: sawFrom(flags), at, reason: why };
  if (outcome !== undefined) return { kind: "outcome", outcome: given("--outcome", outcome), ...who };
  return {
    kind: "flag",
    flag: confirmFlag ?? dismissFlag ?? "",
    ruling: confirmFlag === undefined ? "dismissed" : "confirmed",
    ...who,
  };
}

function given(flag: string, value: string | undefined): string {
  const text = value?.trim() ?? "";
  if (text === "")
    throw new HarnessError("usage", `${flag} is missing: a decision says who made it, why, and on what`);
  return text;
}

function sawFrom({ saw = [] }: Flags): Material[] {
  if (saw.length === 0) given("--saw", undefined);
  return saw.map((word) => {
    const known = materialSchema.safeParse(word);
    if (known.success) return known.data;
    throw new HarnessError(
      "usage",
      `--saw ${word}: there is no such material${didYouMean(word, materialSchema.options)}, expected one of ${materialSchema.options.join(", ")}`,
    );
  });
}

async function refuse(
  store: Store,
  candidate: string,
  earlier: readonly Decision[],
  decision: Decision,
): Promise<void> {
  if (decision.kind === "outcome") {
    const problem = outcomeProblem(earlier, decision);
    if (problem !== null) throw new HarnessError("usage", problem);
  }
  if (decision.kind === "appeal" && isContested(earlier))
    throw new HarnessError("usage", "an appeal is on record already and waits for its decision");
  if (decision.kind !== "flag") return;
  const cards = (await scorecardsOf(store, candidate)).map(({ document }) => document.scorecard);
  const raised = new Set(
    cards.flatMap((card) =>
      (card?.flags ?? []).flatMap(({ status, flag }) => (status === "raised" ? [flag] : [])),
    ),
  );
  if (raised.has(decision.flag)) return;
  throw new HarnessError(
    "usage",
    `flag "${decision.flag}" is not raised on this candidate${raised.size === 0 ? ", and no other is" : `, but ${[...raised].join(", ")}`}`,
  );
}

function described(decision: Decision): string {
  switch (decision.kind) {
    case "outcome":
      return `${decision.by} decided "${decision.outcome}"`;
    case "appeal":
      return "the candidate contests the result";
    case "flag":
      return `${decision.by} ${decision.ruling} flag ${decision.flag}`;
  }
}

function followsFrom({ kind }: Decision): string {
  if (kind === "outcome") return "";
  return kind === "appeal"
    ? "a second person decides, who has not decided before and has seen only what the candidate said; run score again to see it first in the queue\n"
    : "run score again to see what follows from it; that buys nothing\n";
}

function listed(decisions: readonly Decision[]): string {
  if (decisions.length === 0) return "nothing is on record\n";
  return decisions
    .map((decision) => `${oneLine(`${decision.at} ${described(decision)}: ${decision.reason}`)}\n`)
    .join("");
}
