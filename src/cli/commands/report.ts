import { resolve } from "node:path";
import { counted } from "../../domain/counted.ts";
import { HarnessError } from "../../errors.ts";
import { reportFor } from "../../reports/index.ts";
import type { Bill } from "../../domain/bill.ts";
import type { ReportInput } from "../../reports/report.ts";
import { writeOutput } from "../../store/outputs.ts";
import { positiveInteger, repeatable } from "../arguments.ts";
import type { ConfigureCommand } from "../command.ts";
import type { Io } from "../io.ts";
import { moneyText } from "../money.ts";
import { withExistingStore } from "../store-option.ts";
import { readResult } from "../result-file.ts";
import { storedRun, storedRunWithNames } from "../stored-run.ts";

type Flags = {
  readonly output?: readonly string[];
  readonly store?: string;
  readonly all?: boolean;
  readonly perMonth?: number;
  readonly names?: boolean;
};

export const configureReport: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("[run]", "a run's id, `latest`, an eval's name, or a result file (.json)", "latest")
    .option("-o, --output <file>", "write a report; the format follows the ending (repeatable)", repeatable)
    .option("--all", "show every figure")
    .option("--per-month <n>", "say what so many interviews a month would cost", positiveInteger)
    .option("--names", "people's names in the place of placeholders, for local eyes")
    .option("--store <path>", "the store's file")
    .action(async (run: string, flags: Flags) => {
      const outputs = await Promise.all(
        (flags.output ?? []).map(async (file) => ({ file, report: await reportFor(file)() })),
      );
      const input = await inputFor(run, flags, io);
      for (const { file, report } of outputs) await writeOutput(resolve(io.cwd, file), report.render(input));
      if (outputs.length === 0) {
        const { fullTextReport, textReport } = await import("../../reports/text.ts");
        io.stdout((flags.all === true ? fullTextReport : textReport).render(input));
        const { bill = null } = input;
        io.stdout(await moneyText(input.document, { bill, all: flags.all, perMonth: flags.perMonth }));
      }
      setExit(0);
    });
};

async function inputFor(
  run: string,
  flags: Flags,
  io: Io,
): Promise<ReportInput & { readonly bill?: Bill | null }> {
  if (run.endsWith(".json")) {
    if (flags.names === true) {
      throw new HarnessError(
        "usage",
        "--names asks the store's vault, which does not know a file: name the run by its id",
      );
    }
    return { document: await readResult(resolve(io.cwd, run)), labels: null };
  }
  return withExistingStore(flags.store, io, async (store) => {
    if (flags.names !== true) return storedRun(store, run);
    const { input, unnamed } = await storedRunWithNames(store, run);
    if (unnamed > 0)
      io.stderr(
        `${counted(unnamed, "sample keeps its", "samples keep their")} placeholders: the names behind them were changed or erased since\n`,
      );
    return input;
  });
}
