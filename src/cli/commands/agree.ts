import { resolve } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { agree } from "../../analysis/agree.ts";
import { referenceSchema } from "../../domain/eval.ts";
import { scaleSchema, type Scale } from "../../domain/scale.ts";
import { agreementReportFor, agreementReports } from "../../reports/agreement/index.ts";
import { parseColumnMap } from "../../store/column-map.ts";
import { exportFormats, type ExportFormatName } from "../../store/exports/index.ts";
import { HarnessError } from "../../errors.ts";
import { writeOutput } from "../../store/outputs.ts";
import { readRatingsTable, type RatingsLayout } from "../../store/ratings-table.ts";
import { repeatable, replicates, seed } from "../arguments.ts";
import type { ConfigureCommand } from "../command.ts";
import type { Io } from "../io.ts";

type Flags = {
  readonly output?: readonly string[];
  readonly all?: boolean;
  readonly scale?: Scale;
  readonly reference: string;
  readonly grader?: readonly string[];
  readonly dimension?: readonly string[];
  readonly cluster?: string;
  readonly wide?: readonly string[];
  readonly map?: readonly string[];
  readonly from?: ExportFormatName;
  readonly weights?: Readonly<Record<string, number>>;
  readonly seed: number;
  readonly replicates: number;
  readonly epsilon: number;
};

export const configureAgree: ConfigureCommand = (command, io, setExit) => {
  const endings = Object.keys(agreementReports).join(" ");
  command
    .argument("<ratings>", "a table of ratings: item,rater,value and optionally kind,dimension,cluster,group")
    .option(
      "-o, --output <file>",
      `write a report; the format follows the ending: ${endings} (repeatable)`,
      repeatable,
    )
    .option("--all", "show every figure")
    .option("--scale <min-max>", "the levels: 1-5, 0-1, 1-5/0.5; inferred when absent", scaleOf)
    .option("--reference <use>", "each, mean, median, adjudicated or rater:<id>", referenceOf, "each")
    .option("--grader <name>", "this rater is a grader (repeatable); absent: by the column kind", repeatable)
    .option("--dimension <name>", "only this dimension (repeatable)", repeatable)
    .option("--cluster <column>", "what intervals generalise over; absent: the column cluster, else the item")
    .option(
      "--wide <columns>",
      "one column per rater: h1,h2,judge, or * for all that hold nothing else",
      listOf,
    )
    .option(
      "--map <names>",
      "rater=judge_name,item=ID names columns; value:poor=1,good=3 says what words stand for (repeatable)",
      repeatable,
    )
    .addOption(
      new Option("--from <program>", "another program's results").choices(Object.keys(exportFormats)),
    )
    .option("--weights <list>", "weights of a composite `overall`: cost=40,risk=60", weightsOf)
    .option("--seed <n>", "of the bootstrap", seed, 1)
    .option("--replicates <n>", "bootstrap replicates", replicates, 2000)
    .option(
      "--epsilon <share>",
      "of the alternative annotator test: 0.2 for experts, 0.15 skilled raters, 0.1 a crowd",
      shareOf,
      0.2,
    )
    .action(async (path: string, flags: Flags) => {
      await run(resolve(io.cwd, path), flags, io);
      setExit(0);
    });
};

/** What a layout leaves unread would be left out without a word. */
function refuseUnread({ map, wide, from }: RatingsLayout): void {
  if (wide === null) return;
  if (from !== null)
    throw new HarnessError("usage", "--wide reads a table and --from a program's results: leave one out");
  const taken = (["rater", "value"] as const).find((field) => map.columns.has(field));
  if (taken !== undefined)
    throw new HarnessError(
      "usage",
      `--map ${taken}=...: with --wide each column is a rater that holds values`,
    );
}

async function run(path: string, flags: Flags, io: Io): Promise<void> {
  const outputs = await Promise.all(
    (flags.output ?? []).map(async (file) => ({ file, report: await agreementReportFor(file)() })),
  );
  const cluster = flags.cluster === undefined ? [] : [`cluster=${flags.cluster}`];
  const layout = {
    map: parseColumnMap([...(flags.map ?? []), ...cluster]),
    wide: flags.wide ?? null,
    from: flags.from ?? null,
  };
  refuseUnread(layout);
  const scale = flags.scale ?? null;
  const table = await readRatingsTable(path, layout, { scale, dimensions: flags.dimension ?? [] });
  const document = agree(table, {
    scale,
    reference: flags.reference,
    graders: flags.grader ?? [],
    weights: flags.weights ?? {},
    seed: flags.seed,
    replicates: flags.replicates,
    advanced: flags.all === true || outputs.length > 0,
    epsilon: flags.epsilon,
  });
  const input = { document, table };
  for (const { file, report } of outputs) await writeOutput(resolve(io.cwd, file), report.render(input));
  const { fullTextReport, textReport } = await import("../../reports/agreement/text.ts");
  io.stdout((flags.all === true ? fullTextReport : textReport).render(input));
}

/** `1-5`, `0-1`, `-2-2`, `1-5/0.5`. */
function scaleOf(text: string): Scale {
  const number = String.raw`-?\d+(?:\.\d+)?`;
  const [, min, max, step = "1"] = new RegExp(`^(${number})-(${number})(?:/(${number}))?$`).exec(text) ?? [];
  const parsed = scaleSchema.safeParse({ min: Number(min), max: Number(max), step: Number(step) });
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError("expected the lowest and highest level, such as 1-5, 0-1 or 1-5/0.5");
}

function referenceOf(text: string): string {
  if (referenceSchema.safeParse({ use: text }).success) return text;
  throw new InvalidArgumentError("expected each, mean, median, adjudicated or rater:<id>");
}

function shareOf(text: string): number {
  const share = Number(text);
  if (text.trim() !== "" && share >= 0 && share < 1) return share;
  throw new InvalidArgumentError("expected a share from 0 to below 1");
}

function listOf(text: string): string[] {
  return text.split(",").map((name) => name.trim());
}

function weightsOf(text: string): Record<string, number> {
  const entries = text.split(",").map((entry) => {
    const [, name = "", weight = ""] = /^(.+)=(.+)$/.exec(entry.trim()) ?? [];
    return [name.trim(), Number(weight)] as const;
  });
  if (entries.every(([name, weight]) => name !== "" && weight > 0 && Number.isFinite(weight)))
    return Object.fromEntries(entries);
  throw new InvalidArgumentError("expected a weight above 0 per dimension, such as cost=40,risk=60");
}
