import { join } from "node:path";
import { caseStudySchema, type CaseStudy } from "../domain/case-study.ts";
import { didYouMean } from "../domain/did-you-mean.ts";
import { kindOf, missingFolder, namesIn, readText } from "./files.ts";
import type { Problem } from "./problem.ts";
import { parseYaml, readYaml, type YamlFile } from "./yaml.ts";

/** Reads a case study; a bad one is refused with every problem. */
export async function readCaseStudy(file: string): Promise<CaseStudy> {
  return (await readYaml(file, caseStudySchema)).value;
}

/** Every case study of a folder by its id. Two files with one id, or a predecessor that is not there, are problems. */
export async function readCaseStudies(folder: string, problems: Problem[]): Promise<Map<string, CaseStudy>> {
  const read = new Map<string, YamlFile<CaseStudy> & { readonly file: string }>();
  if ((await kindOf(folder)) !== "folder") problems.push(await missingFolder(folder));
  for (const name of await namesIn(folder)) {
    if (!/\.ya?ml$/.test(name)) continue;
    const file = join(folder, name);
    const text = await readText(file, problems);
    const parsed = text === null ? null : parseYaml(file, text, caseStudySchema, problems);
    if (parsed === null) continue;
    const { id } = parsed.value;
    const earlier = read.get(id);
    if (earlier === undefined) {
      read.set(id, { ...parsed, file });
    } else {
      const first = `${earlier.file}:${earlier.locate(["id"])}`;
      problems.push(at(file, parsed, "id", `"${id}" is the id of another case study too, see ${first}`));
    }
  }
  for (const parsed of read.values()) {
    const { builds_on: predecessor } = parsed.value;
    if (predecessor === null || read.has(predecessor)) continue;
    const message = `there is no case study "${predecessor}"${didYouMean(predecessor, [...read.keys()])}`;
    problems.push(at(parsed.file, parsed, "builds_on", message));
  }
  return new Map([...read].map(([id, { value }]) => [id, value]));
}

/** Case studies that say nothing of where a dimension can show, so that nobody can tell silence from a question that was never put. */
export async function withoutOpportunities(path: string): Promise<Problem[]> {
  const isFolder = (await kindOf(path)) === "folder";
  const files = isFolder ? (await namesIn(path)).map((name) => join(path, name)) : [path];
  const problems: Problem[] = [];
  for (const file of files.filter((each) => /\.ya?ml$/.test(each))) {
    const { value, place } = await readYaml(file, caseStudySchema);
    if (Object.keys(value.opportunities).length > 0) continue;
    const message =
      "there is no opportunity map: `opportunities` says for each dimension whether the prompt or a follow-up offers it";
    problems.push({ file, ...place(["prompt"]), message });
  }
  return problems;
}

function at(file: string, { locate }: YamlFile<CaseStudy>, key: string, message: string): Problem {
  return { file, line: locate([key]), column: null, message: `${key}: ${message}` };
}
