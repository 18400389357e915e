import { relative, resolve } from "node:path";
import { counted } from "../../domain/counted.ts";
import type { RunDocument } from "../../domain/run.ts";
import { exitCodes, HarnessError } from "../../errors.ts";
import { reportFor } from "../../reports/index.ts";
import type { ReportInput } from "../../reports/report.ts";
import { clusterOf } from "../../run/check-eval.ts";
import { estimate } from "../../run/survey.ts";
import type { BatchOrder, RunOptions } from "../../run/options.ts";
import { planRun, type Plan } from "../../run/plan.ts";
import { repliesOf } from "../../run/replies.ts";
import { runEval, type RunResult } from "../../run/run-eval.ts";
import { writeOutput } from "../../store/outputs.ts";
import { putRun } from "../../store/runs.ts";
import { dollars, positiveInteger, repeatable, seed } from "../arguments.ts";
import type { ConfigureCommand } from "../command.ts";
import { refuseDryOutputs } from "../dry-run.ts";
import { announceOnGithub } from "../github.ts";
import type { Io } from "../io.ts";
import { countLook, refuseSecondLook } from "../looks.ts";
import { newEpoch } from "../new-epoch.ts";
import { describePower } from "../power.ts";
import { describeEstimate, showProgress, type Remark } from "../progress.ts";
import { keepPlannedAnswers, putOnRecord, vaultOf } from "../record.ts";
import { moneyText } from "../money.ts";
import { withOpenStore } from "../store-option.ts";

type Flags = {
  readonly output?: readonly string[];
  readonly store?: string;
  readonly maxCost?: number;
  readonly maxConcurrency?: number;
  readonly dryRun?: boolean;
  readonly offline?: boolean;
  readonly fresh?: boolean;
  readonly retryUnscored?: boolean;
  readonly batch?: boolean;
  readonly wait?: boolean;
  readonly batchTries?: number;
  readonly perMonth?: number;
  readonly json?: boolean;
  readonly all?: boolean;
  readonly limit?: number;
  readonly seed?: number;
  readonly grader?: readonly string[];
};

export const configureRun: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("<eval>", "the eval's YAML file")
    .option("-o, --output <file>", "write a report; the format follows the ending (repeatable)", repeatable)
    .option("--all", "show every figure")
    .option("--store <path>", "the store's file")
    .option("--max-cost <usd>", "refuse what could cost more", dollars)
    .option("-j, --max-concurrency <n>", "requests in flight per provider at most", positiveInteger)
    .option("--dry-run", "plan and estimate, buy nothing")
    .option("--offline", "buy nothing; exit 3 and list what is missing")
    .option("--fresh", "buy all replies anew, under a new epoch")
    .option("--retry-unscored", "ask again where every reply was unreadable")
    .option(
      "--batch",
      "order replies from the provider's batch API, at its lower price; exit 75 until they are there",
    )
    .option("--wait", "with --batch: wait for the batches instead")
    .option(
      "--batch-tries <n>",
      "with --batch: how many batches a request may fail or expire in before it is asked live (default 2)",
      positiveInteger,
    )
    .option("--per-month <n>", "say what so many interviews a month would cost", positiveInteger)
    .option("--json", "events as JSON lines on stderr")
    .option("--limit <n>", "only the first n samples (partial run)", positiveInteger)
    .option("--seed <n>", "another seed (partial run)", seed)
    .option("--grader <name>", "only this grader (repeatable, partial run)", repeatable)
    .action(async (path: string, flags: Flags) => {
      setExit(await run(resolve(io.cwd, path), flags, io));
    });
};

async function run(path: string, flags: Flags, io: Io): Promise<number> {
  refuseDryOutputs(flags);
  const renderers = await Promise.all(
    (flags.output ?? []).map(async (file) => ({ file, report: await reportFor(file)() })),
  );
  const plan = await planRun(path, optionsOf(flags, io), io);
  return withOpenStore(flags.store, io, async (store) => {
    const { replies, note } = await repliesOf(plan, store);
    const progress = showProgress(io, { json: flags.json === true });
    if (note !== null) progress.say({ kind: "note", message: note });
    if (flags.dryRun === true) {
      progress.close();
      const sentences = [
        describeEstimate(await estimate(plan, replies)),
        ...(await describePower(plan, store)),
      ];
      io.stdout(sentences.map((sentence) => `${sentence}\n`).join(""));
      return 0;
    }
    const look = {
      dataset: plan.loaded.dataset,
      split: plan.loaded.file.spec.split,
      fingerprint: plan.fingerprint.hash,
    };
    await refuseSecondLook(store, look);
    await keepPlannedAnswers(store, plan);
    const about = { eval: plan.loaded.file.name, fingerprint: plan.fingerprint.hash };
    await putOnRecord(store, { type: "run", about }, io);
    const started = io.now();
    const result = await runEval(plan, replies, io, progress.onEvent).finally(progress.close);
    const { document } = result;
    const input: ReportInput = { document, labels: isSealed(plan) ? null : labelsOf(plan) };
    const id = await putRun(store, {
      document,
      meta: recordOf(plan, result, { seconds: (io.now() - started) / 1000 }),
      finishedAt: new Date(io.now()).toISOString(),
    });
    await putOnRecord(store, { type: "result", about: { ...about, run: id } }, io);
    const { looks, sentence } = await countLook(store, look, io);
    for (const { file, report } of renderers) await writeOutput(resolve(io.cwd, file), report.render(input));
    const { fullTextReport, textReport } = await import("../../reports/text.ts");
    io.stdout((flags.all === true ? fullTextReport : textReport).render(input));
    io.stdout(await moneyText(document, { bill: result.bill, all: flags.all, perMonth: flags.perMonth }));
    progress.say(finished(id, plan, result));
    if (looks > 1) progress.say({ kind: "note", message: sentence });
    const next = acceptance(plan, document, flags, io);
    if (next !== null) progress.say({ kind: "note", message: next });
    await announceOnGithub(input, path, io);
    const { stops } = result;
    for (const { message } of stops) progress.say({ kind: "note", message });
    const silent = silentGraders(document);
    if (silent.length > 0) progress.say({ kind: "note", message: describeSilence(silent, document) });
    if (stops[0] !== undefined) return exitCodes[stops[0].code];
    return silent.length > 0 ? exitCodes.provider : exitFor(document, plan);
  });
}

function optionsOf(flags: Flags, io: Io): RunOptions {
  const buying = flags.fresh === true ? "--fresh" : flags.retryUnscored === true ? "--retry-unscored" : null;
  if (flags.offline === true && buying !== null) {
    throw new HarnessError("usage", `--offline buys nothing and ${buying} asks again: leave one out`);
  }
  return {
    offline: flags.offline ?? false,
    retryUnscored: flags.retryUnscored ?? false,
    batch: batchOrderOf(flags),
    epoch: flags.fresh === true ? newEpoch(io) : null,
    maxCostUsd: flags.maxCost ?? null,
    maxConcurrency: flags.maxConcurrency ?? null,
    limit: flags.limit ?? null,
    seed: flags.seed ?? null,
    graders: flags.grader ?? [],
  };
}

function batchOrderOf({ batch, wait, batchTries, offline, fresh }: Flags): BatchOrder | null {
  const refuse = (why: string): HarnessError => new HarnessError("usage", why);
  if (batch !== true) {
    const flag = wait === true ? "--wait" : batchTries !== undefined ? "--batch-tries" : null;
    if (flag !== null) throw refuse(`${flag} says how to order a batch: add --batch`);
    return null;
  }
  if (offline === true) throw refuse("--offline buys nothing and --batch orders replies: leave one out");
  if (fresh === true) {
    throw refuse(
      "--fresh begins a new epoch every time, so that no command would come back to its batch: set epoch in the eval instead",
    );
  }
  return { wait: wait ?? false, tries: batchTries ?? 2 };
}

/** What the run was judged by, for whoever checks its figures. */
function labelsOf({ labels, raters, samples, loaded }: Plan): NonNullable<ReportInput["labels"]> {
  const { cluster } = loaded.file.spec;
  const clusters = Object.fromEntries(samples.map((sample) => [sample.id, clusterOf(sample, cluster)]));
  return { labels, raters, clusters };
}

/** A sealed set shows aggregates only: no label and no score of a single answer leaves it. */
function isSealed({ loaded }: Plan): boolean {
  return loaded.dataset.card.sealed;
}

/** What belongs to this execution and not to its result. */
function recordOf(plan: Plan, result: RunResult, { seconds }: { seconds: number }): Record<string, unknown> {
  return {
    epoch: plan.epoch,
    seconds,
    boughtReplies: result.boughtReplies,
    spentUsd: result.spentUsd,
    cachedShare: result.cachedShare,
    bill: result.bill,
    ...(isSealed(plan) ? {} : labelsOf(plan)),
    evalPath: plan.loaded.file.path,
    ...(plan.loaded.concealed !== undefined && { vault: vaultOf(plan.samples, plan.loaded.concealed) }),
  };
}

function finished(run: string, plan: Plan, { boughtReplies, spentUsd, cachedShare }: RunResult): Remark {
  const spent = spentUsd === null ? "an unknown amount" : `$${spentUsd.toFixed(4)}`;
  const bought =
    boughtReplies === 0
      ? "no reply bought"
      : `${counted(boughtReplies, "reply", "replies")} bought for ${spent}`;
  const epoch =
    plan.options.epoch === null
      ? ""
      : `; fresh replies stand under epoch "${plan.epoch}": write it into the eval to keep using them`;
  const message = `run ${run}: ${bought}${describeCaching(cachedShare)}${epoch}`;
  return { kind: "finished", run, boughtReplies, spentUsd, message };
}

/** How this run becomes the baseline that the eval names, where there is none and it may; a document holds no path. */
function acceptance(
  { loaded, baseline }: Plan,
  { partial, scores }: RunDocument,
  { store }: Flags,
  { cwd }: Io,
): string | null {
  const { regression } = loaded.file.spec;
  if (regression === undefined || baseline !== null || partial.length > 0 || scores.length === 0) return null;
  const words = ["touchstone", "baseline", "accept", relative(cwd, loaded.file.path)];
  const command = [...words, ...(store === undefined ? [] : ["--store", store])].map(inShell).join(" ");
  return `to compare later runs with this one: ${command}`;
}

/** A word as a shell reads it back. */
function inShell(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** How much of what was bought came out of providers' caches, beside what the prompts let expect. */
function describeCaching({ expected, achieved }: RunResult["cachedShare"]): string {
  if (achieved === null || expected === null) return "";
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  return `; ${percent(achieved)} of the input came from caches, ${percent(expected)} was to be expected`;
}

/** Graders that got no score at all: their run could not finish, whatever the gates say. */
function silentGraders({ analysis }: RunDocument): string[] {
  const spoke = new Set(
    analysis.counts.filter((row) => row.scored + row.notObserved > 0).map(({ grader }) => grader),
  );
  return analysis.cost.map(({ grader }) => grader).filter((grader) => !spoke.has(grader));
}

function describeSilence(graders: readonly string[], { scores }: RunDocument): string {
  const named = graders.map((grader) => {
    const why = new Set(
      scores.flatMap((score) =>
        score.grader === grader && score.status === "unscored" ? [reasonOf(score)] : [],
      ),
    );
    return why.size === 0 ? grader : `${grader} (${[...why].join(", ")})`;
  });
  return `no score at all from ${named.join(", ")}: the reasons are in the report (-o x.jsonl has each in words); mend the grader and run again, or ask again with --retry-unscored`;
}

/** A provider's failure with its kind; what it said stays in the report. */
function reasonOf({ reason, detail }: { readonly reason: string; readonly detail?: string }): string {
  return reason === "provider-error" ? `${reason}: ${detail?.split(":")[0] ?? "unknown"}` : reason;
}

/** A failed gate or a regression is 1. */
function exitFor({ verdict }: RunDocument, { loaded }: Plan): number {
  if (verdict === "fail") return 1;
  return verdict === "inconclusive" && loaded.file.spec.on_inconclusive === "fail" ? 1 : 0;
}
