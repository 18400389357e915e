import { resolve } from "node:path";
import { counted } from "../../domain/counted.ts";
import { validatePaths } from "../../run/validate.ts";
import { describeProblem } from "../../store/problem.ts";
import type { ConfigureCommand } from "../command.ts";
import { shorten } from "../shorten.ts";

export const configureValidate: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("[paths...]", "files or folders; absent: rubrics, loops, datasets and evals here")
    .action(async (paths: string[]) => {
      const targets = paths.length === 0 ? ["rubrics", "loops", "datasets", "evals"] : paths;
      const { checked, problems, warnings } = await validatePaths(
        targets.map((path) => resolve(io.cwd, path)),
        { optional: paths.length === 0, environment: io },
      );
      for (const problem of problems) io.stdout(`${shorten(describeProblem(problem), io)}\n`);
      for (const warning of warnings) io.stdout(`warning: ${shorten(describeProblem(warning), io)}\n`);
      io.stdout(
        `${counted(checked, "file")} checked, ${counted(problems.length, "problem")}, ${counted(warnings.length, "warning")}\n`,
      );
      setExit(problems.length === 0 ? 0 : 2);
    });
};
