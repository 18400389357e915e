import { relative, resolve } from "node:path";
import { validatePaths } from "../../run/validate.ts";
import { describeProblem } from "../../store/problem.ts";
import type { ConfigureCommand } from "../command.ts";

export const configureValidate: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("[paths...]", "files or folders; absent: rubrics, datasets and evals here")
    .action(async (paths: string[]) => {
      const targets = paths.length === 0 ? ["rubrics", "datasets", "evals"] : paths;
      const { checked, problems, warnings } = await validatePaths(
        targets.map((path) => relative(io.cwd, resolve(io.cwd, path)) || "."),
        { optional: paths.length === 0 },
      );
      for (const problem of problems) io.stdout(`${describeProblem(problem)}\n`);
      for (const warning of warnings) io.stdout(`warning: ${describeProblem(warning)}\n`);
      const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;
      io.stdout(
        `${count(checked, "file")} checked, ${count(problems.length, "problem")}, ${count(warnings.length, "warning")}\n`,
      );
      setExit(problems.length === 0 ? 0 : 2);
    });
};
