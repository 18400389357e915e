import { resolve } from "node:path";
import { counted } from "../../domain/counted.ts";
import type { ModelCheckDocument } from "../../domain/model-check.ts";
import { exitCodes, HarnessError } from "../../errors.ts";
import { modelCheckText } from "../../reports/model-check.ts";
import { checkEpoch, checkModels, planOfCheck } from "../../run/check-models.ts";
import { estimate } from "../../run/survey.ts";
import { defaultRunOptions } from "../../run/options.ts";
import { planRun } from "../../run/plan.ts";
import { repliesOf } from "../../run/replies.ts";
import { dollars, repeatable } from "../arguments.ts";
import type { ConfigureCommand } from "../command.ts";
import type { Io } from "../io.ts";
import { jsonLine } from "../terminal-json.ts";
import { newEpoch } from "../new-epoch.ts";
import { describeEstimate } from "../progress.ts";
import { withOpenStore } from "../store-option.ts";

type Flags = {
  readonly grader?: readonly string[];
  readonly maxCost?: number;
  readonly dryRun?: boolean;
  readonly fresh?: boolean;
  readonly json?: boolean;
  readonly store?: string;
};

export const configureModels: ConfigureCommand = (command, io, setExit) => {
  command
    .command("check")
    .description("ask each grader's model a small fixed battery, and print what its endpoint supports")
    .argument("<eval>", "the eval's YAML file")
    .option("--grader <name>", "only this grader (repeatable)", repeatable)
    .option("--max-cost <usd>", "refuse what could cost more", dollars)
    .option("--dry-run", "estimate, buy nothing")
    .option("--fresh", "ask again what was asked before")
    .option("--json", "what was found as JSON on stdout")
    .option("--store <path>", "the store's file")
    .action(async (path: string, flags: Flags) => {
      setExit(await check(resolve(io.cwd, path), flags, io));
    });
};

async function check(path: string, flags: Flags, io: Io): Promise<number> {
  const options = { ...defaultRunOptions, maxCostUsd: flags.maxCost ?? null, graders: flags.grader ?? [] };
  const epoch = flags.fresh === true ? `${checkEpoch} ${newEpoch(io)}` : checkEpoch;
  const plan = planOfCheck(await planRun(path, options, io), epoch);
  if (plan.graders.length === 0) {
    throw new HarnessError("usage", `${path}: no grader asks a model whose endpoint could be checked`);
  }
  return withOpenStore(flags.store, io, async (store) => {
    const { replies } = await repliesOf(plan, store);
    const estimated = { ...(await estimate(plan, replies)), batch: null };
    if (flags.dryRun === true) {
      io.stdout(`${describeEstimate(estimated)}\n`);
      return 0;
    }
    if (estimated.missingReplies > 0) io.stderr(`${describeEstimate(estimated)}\n`);
    const { document, boughtReplies, spentUsd } = await checkModels(plan, replies, io);
    io.stdout(flags.json === true ? jsonLine(document) : modelCheckText(document));
    const spent = spentUsd === null ? "an unknown amount" : `$${spentUsd.toFixed(4)}`;
    io.stderr(
      boughtReplies === 0
        ? "no reply bought\n"
        : `${counted(boughtReplies, "reply", "replies")} bought for ${spent}\n`,
    );
    return exitFor(document);
  });
}

/** A setting without effect is the eval's fault, an endpoint that could not be asked is not. */
function exitFor({ models }: ModelCheckDocument): number {
  if (models.some(({ notObeyed }) => notObeyed.length > 0)) return exitCodes.usage;
  return models.some(({ failure }) => failure !== null) ? exitCodes.provider : 0;
}
