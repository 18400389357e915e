import { resolve } from "node:path";
import { cardReportFor } from "../../reports/cards.ts";
import {
  calibrationFingerprint,
  planCalibration,
  runCalibration,
  type CalibrationPlan,
} from "../../run/calibrate.ts";
import { estimate } from "../../run/survey.ts";
import { defaultRunOptions } from "../../run/options.ts";
import { repliesOf } from "../../run/replies.ts";
import { writeOutput } from "../../store/outputs.ts";
import { dollars, positiveInteger, repeatable, seed } from "../arguments.ts";
import type { ConfigureCommand } from "../command.ts";
import { refuseDryOutputs } from "../dry-run.ts";
import type { Io } from "../io.ts";
import { countLook, refuseSecondLook } from "../looks.ts";
import { describeEstimate, showProgress } from "../progress.ts";
import { keepPlannedAnswers, putOnRecord } from "../record.ts";
import { withOpenStore } from "../store-option.ts";

type Flags = {
  readonly output?: readonly string[];
  readonly write?: boolean;
  readonly store?: string;
  readonly maxCost?: number;
  readonly maxConcurrency?: number;
  readonly dryRun?: boolean;
  readonly offline?: boolean;
  readonly json?: boolean;
  readonly seed?: number;
  readonly grader?: readonly string[];
};

export const configureCalibrate: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("<eval>", "the eval's YAML file")
    .option(
      "-o, --output <file>",
      "write a card (.json, .md), mappings (.mapping.json) or examples (.examples.json)",
      repeatable,
    )
    .option("--write", "write the mappings beside the eval, as <eval>.mapping.json")
    .option("--store <path>", "the store's file")
    .option("--max-cost <usd>", "refuse what could cost more", dollars)
    .option("-j, --max-concurrency <n>", "requests in flight per provider at most", positiveInteger)
    .option("--dry-run", "plan and estimate, buy nothing")
    .option("--offline", "buy nothing; exit 3 and list what is missing")
    .option("--json", "events as JSON lines on stderr")
    .option("--seed <n>", "another seed", seed)
    .option("--grader <name>", "only this grader (repeatable)", repeatable)
    .action(async (path: string, flags: Flags) => {
      await calibrate(resolve(io.cwd, path), flags, io);
      setExit(0);
    });
};

async function calibrate(path: string, flags: Flags, io: Io): Promise<void> {
  refuseDryOutputs(flags);
  const files = [
    ...(flags.output ?? []),
    ...(flags.write === true ? [path.replace(/(\.ya?ml)?$/, ".mapping.json")] : []),
  ];
  const renderers = await Promise.all(
    files.map(async (file) => ({ file, render: await cardReportFor(file)() })),
  );
  const options = {
    ...defaultRunOptions,
    offline: flags.offline ?? false,
    maxCostUsd: flags.maxCost ?? null,
    maxConcurrency: flags.maxConcurrency ?? null,
    seed: flags.seed ?? null,
    graders: flags.grader ?? [],
  };
  const planned = await planCalibration(path, options, io);
  await withOpenStore(flags.store, io, async (store) => {
    const { replies, note } = await repliesOf(planned.plan, store);
    const progress = showProgress(io, { json: flags.json === true });
    if (note !== null) progress.say({ kind: "note", message: note });
    if (flags.dryRun === true) {
      progress.close();
      io.stdout(`${describeEstimate(await estimate(planned.plan, replies))}\n`);
      return;
    }
    await refuseSecondLook(store, lookOf(planned));
    await keepPlannedAnswers(store, planned.plan);
    const about = { eval: planned.plan.loaded.file.name, fingerprint: lookOf(planned).fingerprint };
    await putOnRecord(store, { type: "calibrate", about }, io);
    const result = await runCalibration(planned, replies, io, progress.onEvent).finally(progress.close);
    const { sentence } = await countLook(store, lookOf(planned), io);
    for (const { file, render } of renderers) await writeOutput(resolve(io.cwd, file), render(result));
    const { cardText } = await import("../../reports/card-text.ts");
    io.stdout(cardText(result.card));
    progress.say({ kind: "note", message: sentence });
  });
}

/** The test half, under what is asked of it. */
function lookOf(planned: CalibrationPlan) {
  const { plan, splits } = planned;
  return {
    dataset: plan.loaded.dataset,
    split: splits.isDeclared ? "test" : splits.source,
    fingerprint: calibrationFingerprint(planned).hash,
  };
}
