import { resolve } from "node:path";
import { HarnessError } from "../../errors.ts";
import { writeBaseline } from "../../store/baselines.ts";
import { readEval } from "../../store/evals.ts";
import { runId } from "../../store/runs.ts";
import { besideEval } from "../../run/load.ts";
import type { ConfigureCommand } from "../command.ts";
import { putOnRecord } from "../record.ts";
import { withExistingStore } from "../store-option.ts";
import { storedRun } from "../stored-run.ts";

type Flags = { readonly store?: string; readonly run?: string };

export const configureBaseline: ConfigureCommand = (command, io, setExit) => {
  command
    .command("accept")
    .description("write the eval's latest run (or --run ID) as its baseline file")
    .argument("<eval>", "the eval's YAML file")
    .option("--run <id>", "the run to accept")
    .option("--store <path>", "the store's file")
    .action(async (path: string, flags: Flags) => {
      const file = await readEval(resolve(io.cwd, path));
      const { document } = await withExistingStore(flags.store, io, (store) =>
        storedRun(store, flags.run ?? file.name),
      );
      if (document.eval !== file.name) {
        throw new HarnessError("usage", `run ${flags.run} is of eval ${document.eval}, not of ${file.name}`);
      }
      if (document.partial.length > 0) {
        throw new HarnessError(
          "usage",
          `a partial run (${document.partial.join(", ")}) cannot become a baseline: run the whole eval`,
        );
      }
      if (document.scores.length === 0) {
        throw new HarnessError(
          "usage",
          "a run without scores cannot become a baseline, since nothing can be compared with it; a sealed dataset shows none",
        );
      }
      const target = file.spec.regression?.baseline ?? `${file.name}.baseline.jsonl`;
      await writeBaseline(besideEval(file, target), document);
      const about = { eval: file.name, fingerprint: document.fingerprint.hash, run: runId(document) };
      await withExistingStore(flags.store, io, (store) =>
        putOnRecord(store, { type: "baseline-accept", about }, io),
      );
      const hint =
        file.spec.regression === undefined
          ? `; add "regression: {baseline: ${target}}" to the eval to compare with it`
          : "";
      io.stdout(`accepted ${document.fingerprint.hash.slice(0, 12)} as ${target}${hint}\n`);
      setExit(0);
    });
};
