import { resolve } from "node:path";
import { sqlChecksText } from "../../reports/sql-checks.ts";
import { checkQuery } from "../../run/check-query.ts";
import { readCaseStudy } from "../../store/case-studies.ts";
import { readText } from "../../store/files.ts";
import { invalidFile, type Problem } from "../../store/problem.ts";
import type { ConfigureCommand } from "../command.ts";
import { jsonFile, writeJson } from "../json-output.ts";

export const configureSql: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("<case-study>", "the case study's YAML file")
    .argument("<query...>", "files with one SELECT each, as candidates wrote them")
    .option("-o, --output <file>", "write the verdicts as .json (repeatable)", jsonFile)
    .action(async (file: string, queries: readonly string[], { output = [] }: { output?: string[] }) => {
      const caseStudy = await readCaseStudy(resolve(io.cwd, file));
      const problems: Problem[] = [];
      const read = await Promise.all(
        queries.map(async (query) => ({
          query,
          text: (await readText(resolve(io.cwd, query), problems)) ?? "",
        })),
      );
      if (problems.length > 0) throw invalidFile(problems);
      const answers = [];
      for (const { query, text } of read) answers.push({ query, checks: await checkQuery(caseStudy, text) });
      await writeJson(output, { caseStudy: caseStudy.id, answers }, io);
      io.stdout(sqlChecksText(caseStudy, answers));
      setExit(answers.every(({ checks }) => checks.every(({ verdict }) => verdict === "right")) ? 0 : 1);
    });
};
