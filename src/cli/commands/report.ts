import { resolve } from "node:path";
import { reportFor } from "../../reports/index.ts";
import type { ReportInput } from "../../reports/report.ts";
import { writeOutput } from "../../store/outputs.ts";
import { repeatable } from "../arguments.ts";
import type { ConfigureCommand } from "../command.ts";
import type { Io } from "../io.ts";
import { withOpenStore } from "../store-option.ts";
import { readResult } from "../result-file.ts";
import { storedRun } from "../stored-run.ts";

type Flags = { readonly output?: readonly string[]; readonly store?: string; readonly all?: boolean };

export const configureReport: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("[run]", "a run's id, `latest`, an eval's name, or a result file (.json)", "latest")
    .option("-o, --output <file>", "write a report; the format follows the ending (repeatable)", repeatable)
    .option("--all", "show every figure")
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
      }
      setExit(0);
    });
};

async function inputFor(run: string, flags: Flags, io: Io): Promise<ReportInput> {
  if (run.endsWith(".json")) return { document: await readResult(resolve(io.cwd, run)), labels: null };
  return withOpenStore(flags.store, io, (store) => storedRun(store, run));
}
