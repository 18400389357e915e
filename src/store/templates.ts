import { fileURLToPath } from "node:url";
import { readText } from "./files.ts";
import { requireValid, type Problem } from "./problem.ts";

/** The templates that come with the program, one file each; a copy of one is where a user's own begins. */
const folder = new URL("../../prompts/", import.meta.url);

/** The program's own templates for a rubric that judges this speaker. */
export async function readOwnTemplates(
  speaker: "candidate" | "interviewer" = "candidate",
): Promise<{ readonly instructions: string; readonly evidence: string; readonly citing: string }> {
  const [instructions = "", evidence = "", citing = ""] = await Promise.all(
    [speaker, "evidence", "citing"].map(readOwnTemplate),
  );
  return { instructions, evidence, citing };
}

/** Reads one of the program's own templates: `candidate`, `interviewer`, `evidence` or `citing`. */
function readOwnTemplate(name: string): Promise<string> {
  return readTemplate(fileURLToPath(new URL(`${name}.md`, folder)));
}

/** Reads a template; `check` finds what is wrong with it, by the position in its text. */
export async function readTemplate(
  file: string,
  check: (text: string) => readonly { readonly index: number; readonly message: string }[] = () => [],
): Promise<string> {
  const problems: Problem[] = [];
  const text = await readText(file, problems);
  for (const { index, message } of text === null ? [] : check(text)) {
    const before = (text ?? "").slice(0, index).split("\n");
    problems.push({ file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message });
  }
  return requireValid(text, problems);
}
