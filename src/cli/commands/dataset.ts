import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { counted } from "../../domain/counted.ts";
import { HarnessError } from "../../errors.ts";
import { evalSpecStandardText } from "../../reports/eval-spec-standard.ts";
import { evalSpecStandard, type EvalSpecClaims } from "../../scoring/eval-spec-standard.ts";
import { readGradedExamples } from "../../store/graded-examples.ts";
import type { ConfigureCommand } from "../command.ts";
import { jsonFile, writeJson } from "../json-output.ts";

type Flags = {
  readonly threshold?: number;
  readonly passed?: EvalSpecClaims["passed"];
  readonly output?: readonly string[];
};

export const configureDataset: ConfigureCommand = (command, io, setExit) => {
  command
    .command("check")
    .description("hold a dataset, or a handed-in eval spec, against the 100-example standard")
    .argument(
      "<path>",
      "a dataset's folder, or a .csv or .jsonl of graded examples: id,input,kind,source,label_a,label_b,label_final",
    )
    .option("--threshold <share>", "the pass rate that it declares, such as 0.9", thresholdOf)
    .option("--passed <n/of>", "how many examples passed, such as 96/100", passedOf)
    .option("-o, --output <file>", "write the document as .json (repeatable)", jsonFile)
    .action(async (path: string, flags: Flags) => {
      const { threshold, passed } = { threshold: null, passed: null, ...flags };
      const graded = await readGradedExamples(resolve(io.cwd, path));
      if (passed !== null && passed.of > graded.examples.length) {
        throw new HarnessError(
          "usage",
          `--passed ${passed.count}/${passed.of}: the set holds ${counted(graded.examples.length, "example")}`,
        );
      }
      const document = evalSpecStandard(graded, { threshold, passed });
      await writeJson(flags.output ?? [], document, io);
      io.stdout(evalSpecStandardText(document));
      setExit(document.lines.some(({ status }) => status === "not met") ? 1 : 0);
    });
};

function thresholdOf(text: string): number {
  const share = Number(text);
  if (share > 0 && share <= 1) return share;
  throw new InvalidArgumentError("expected a share above 0 and at most 1, such as 0.9");
}

function passedOf(text: string): EvalSpecClaims["passed"] {
  const [, count = "", of = ""] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (of !== "" && Number(of) > 0 && Number(count) <= Number(of))
    return { count: Number(count), of: Number(of) };
  throw new InvalidArgumentError("expected how many of how many, such as 96/100");
}
