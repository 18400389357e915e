import { join } from "node:path";
import { gradersOf } from "../domain/eval.ts";
import { HarnessError } from "../errors.ts";
import { readArchetypes } from "../store/archetypes.ts";
import { readBaseline } from "../store/baselines.ts";
import { withoutOpportunities } from "../store/case-studies.ts";
import { readDataset } from "../store/datasets.ts";
import { kindOf, missingFile, namesIn } from "../store/files.ts";
import { readLoop } from "../store/loops.ts";
import { readPrices } from "../store/prices.ts";
import { describeProblem, type Problem } from "../store/problem.ts";
import { readReadinessModel } from "../store/readiness.ts";
import { readRubric } from "../store/rubrics.ts";
import { readTopLevelKeys } from "../store/yaml.ts";
import { evalProblems, undecidable } from "./check-eval.ts";
import type { Environment } from "./environment.ts";
import { graderPlanner } from "./graders/index.ts";
import { besideEval, loadEval, type LoadedEval } from "./load.ts";

/** What validation found. Warnings are worth knowing and stop nothing. */
export type Validation = {
  readonly checked: number;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
};

type Found = Pick<Validation, "problems" | "warnings">;
type Check = (path: string, environment: Environment) => Promise<Found>;

const nothing: Found = { problems: [], warnings: [] };

/** What a file is, told by the key that only it has. */
const yamlChecks: Record<string, Check> = {
  graders: checkEval,
  dimensions: readWith(readRubric),
  prompt: checkCaseStudy,
  prices: readWith(readPrices),
  families: readWith(readReadinessModel),
  archetypes: readWith(readArchetypes),
  stages: readWith(readLoop),
};

/** Checks files and folders, every problem of each; `optional`: a path that is not there is passed over. */
export async function validatePaths(
  paths: readonly string[],
  { optional, environment }: { readonly optional: boolean; readonly environment: Environment },
): Promise<Validation> {
  const results: Found[] = [];
  for (const path of paths) {
    if ((await kindOf(path)) !== "absent") results.push(...(await validatePath(path, environment)));
    else if (!optional) results.push({ problems: [await missingFile(path)], warnings: [] });
  }
  const distinct = (problems: readonly Problem[]): Problem[] => [
    ...new Map(problems.map((problem) => [describeProblem(problem), problem])).values(),
  ];
  return {
    checked: results.length,
    problems: distinct(results.flatMap(({ problems }) => problems)),
    warnings: distinct(results.flatMap(({ warnings }) => warnings)),
  };
}

async function validatePath(path: string, environment: Environment): Promise<Found[]> {
  if ((await kindOf(path)) === "file") return [await validateFile(path, environment)];
  const names = await namesIn(path);
  if (names.some((name) => name.startsWith("samples."))) return [await checkDataset(path)];
  const results: Found[] = [];
  for (const name of names.filter((each) => !each.startsWith(".") && each !== "node_modules")) {
    const inner = join(path, name);
    const isFolder = (await kindOf(inner)) === "folder";
    if (isFolder || /\.ya?ml$/.test(name)) results.push(...(await validatePath(inner, environment)));
  }
  return results;
}

function validateFile(path: string, environment: Environment): Promise<Found> {
  return collected(path, () => checkByKind(path, environment));
}

async function checkByKind(path: string, environment: Environment): Promise<Found> {
  const keys = await readTopLevelKeys(path);
  const check = Object.entries(yamlChecks).find(([key]) => keys.includes(key))?.[1];
  if (check !== undefined) return check(path, environment);
  const expected =
    "expected a rubric (dimensions), case study (prompt), eval (graders), price file (prices), readiness model (families) or loop (stages)";
  return {
    problems: [{ file: path, line: 1, column: 1, message: `not a file of touchstone, ${expected}` }],
    warnings: [],
  };
}

async function checkEval(path: string, environment: Environment): Promise<Found> {
  return collected(path, async () => {
    const loaded = await loadEval(path);
    const own = evalProblems(loaded);
    // Graders are planned by names that are known to be there.
    const planned = own.length > 0 ? [] : await planningProblems(loaded, environment);
    return {
      problems: [...own, ...planned, ...(await baselineProblems(loaded))],
      warnings: undecidable(loaded),
    };
  });
}

/** What a run would refuse before its first call: files that graders name, and settings that an endpoint or a reply cannot carry. */
async function planningProblems(loaded: LoadedEval, environment: Environment): Promise<readonly Problem[]> {
  const { path, spec } = loaded.file;
  const { problems } = await collected(path, async () => {
    const prices =
      spec.prices === undefined ? { prices: [] } : await readPrices(besideEval(loaded.file, spec.prices));
    const planPart = graderPlanner({ loaded, environment, prices, seed: spec.seed });
    const found = await Promise.all(
      Object.keys(gradersOf(spec)).map((name) =>
        collected(path, async () => {
          await (await planPart(name)).create(({ model }) => model);
          return nothing;
        }),
      ),
    );
    return { problems: found.flatMap((each) => each.problems), warnings: [] };
  });
  return problems;
}

/** What is wrong with the eval's baseline; there need not be one yet. */
async function baselineProblems({ file }: LoadedEval): Promise<readonly Problem[]> {
  if (file.spec.regression === undefined) return [];
  const check = readWith(readBaseline);
  return (await check(besideEval(file, file.spec.regression.baseline))).problems;
}

function checkCaseStudy(path: string): Promise<Found> {
  return collected(path, async () => ({ problems: await withoutOpportunities(path), warnings: [] }));
}

async function checkDataset(path: string): Promise<Found> {
  return collected(path, async () => {
    const { card } = await readDataset(path);
    for (const rubric of Object.keys(card.also_labelled)) await readDataset(path, rubric);
    return { problems: await withoutOpportunities(join(path, card.case_studies)), warnings: [] };
  });
}

function readWith(read: (path: string) => Promise<unknown>): (path: string) => Promise<Found> {
  return (path) =>
    collected(path, async () => {
      await read(path);
      return nothing;
    });
}

/** A reader refuses with all its problems in one error; here they are problems again. */
async function collected(path: string, check: () => Promise<Found>): Promise<Found> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    const whole = { file: path, line: null, column: null, message: error.message };
    return { problems: error.problems.length > 0 ? error.problems : [whole], warnings: [] };
  }
}
