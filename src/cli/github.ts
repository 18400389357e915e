import { appendFile } from "node:fs/promises";
import { githubAnnotations } from "../reports/github.ts";
import { markdownReport } from "../reports/markdown.ts";
import { relative } from "node:path";
import type { ReportInput } from "../reports/report.ts";
import type { Io } from "./io.ts";

/** In a GitHub workflow: the report as the job's summary, and each failed gate at its line of the eval, named from the repository's root. */
export async function announceOnGithub(input: ReportInput, evalPath: string, io: Io): Promise<void> {
  if (io.env["GITHUB_ACTIONS"] !== "true") return;
  const evalFile = relative(io.env["GITHUB_WORKSPACE"] ?? io.cwd, evalPath);
  io.stdout(githubAnnotations(input.document, evalFile));
  const summary = io.env["GITHUB_STEP_SUMMARY"];
  if (summary !== undefined && summary !== "") await appendFile(summary, markdownReport.render(input));
}
