import { basename, dirname, resolve } from "node:path";
import type { CaseStudy } from "../domain/case-study.ts";
import { didYouMean } from "../domain/did-you-mean.ts";
import { loopSchema, type Loop } from "../domain/loop.ts";
import type { Rubric } from "../domain/rubric.ts";
import { describeScale } from "../domain/scale.ts";
import { HarnessError } from "../errors.ts";
import { readCaseStudies } from "./case-studies.ts";
import { kindOf, namesIn } from "./files.ts";
import { requireValid, type Problem } from "./problem.ts";
import { readRubric } from "./rubrics.ts";
import { readYaml, type YamlFile } from "./yaml.ts";

/** A loop with the files that it names. */
export type LoadedLoop = {
  readonly path: string;
  readonly loop: Loop;
  /** The rubric that its stages join on. */
  readonly scorecard: Rubric;
  /** The rubric of each stage, by the stage's id. */
  readonly rubrics: ReadonlyMap<string, Rubric>;
  readonly caseStudies: ReadonlyMap<string, CaseStudy>;
};

/** Reads a loop, its rubrics and case studies; what is wrong in them, or names a thing that is not there, is refused with its place. */
export async function readLoop(path: string): Promise<LoadedLoop> {
  const file = await readYaml(path, loopSchema);
  const { value: loop } = file;
  const problems: Problem[] = [];
  const beside = (relative: string): string => resolve(dirname(path), relative);
  const scorecard = await rubricAt(beside(loop.scorecard), problems);
  const caseStudies = await readCaseStudies(beside(loop.case_studies), problems);
  const rubrics = new Map<string, Rubric>();
  for (const [index, stage] of loop.stages.entries()) {
    for (const key of ["rubric", "eval"] as const) {
      const named = stage[key];
      if (named === undefined || (await kindOf(beside(named))) === "file") continue;
      const keys = ["stages", index, key];
      const hint = didYouMean(basename(named), await namesIn(dirname(beside(named))));
      const message = `${keys.join(".")}: there is no file ${named}${hint}`;
      problems.push({ file: path, ...file.place(keys), message });
    }
    if ((await kindOf(beside(stage.rubric))) !== "file") continue;
    const rubric = await rubricAt(beside(stage.rubric), problems);
    if (rubric !== null) rubrics.set(stage.id, rubric);
  }
  if (problems.length === 0 && scorecard !== null) {
    problems.push(...loopProblems({ path, loop, scorecard, rubrics, caseStudies }, file.place));
  }
  return requireValid(scorecard === null ? null : { path, loop, scorecard, rubrics, caseStudies }, problems);
}

/** The problems of a rubric join those of the loop that names it. */
async function rubricAt(path: string, problems: Problem[]): Promise<Rubric | null> {
  try {
    return await readRubric(path);
  } catch (error) {
    if (!(error instanceof HarnessError) || error.problems.length === 0) throw error;
    problems.push(...error.problems);
    return null;
  }
}

function loopProblems(loaded: LoadedLoop, place: YamlFile<Loop>["place"]): Problem[] {
  const { path, loop, scorecard } = loaded;
  const at = (keys: readonly (string | number)[], message: string): Problem => ({
    file: path,
    ...place(keys),
    message: `${keys.join(".")}: ${message}`,
  });
  return loop.stages.flatMap((stage, index) => {
    const rubric = loaded.rubrics.get(stage.id);
    if (rubric === undefined) return [];
    return [
      ...rubricMismatches(rubric, scorecard).map((message) => at(["stages", index, "rubric"], message)),
      ...stage.case_studies.flatMap((id, position) =>
        caseStudyMismatches(id, index, loaded).map((message) =>
          at(["stages", index, "case_studies", position], message),
        ),
      ),
    ];
  });
}

/** Why a stage's levels could not join those of other stages. */
function rubricMismatches(rubric: Rubric, scorecard: Rubric): string[] {
  const known = scorecard.dimensions.map(({ id }) => id);
  const targets = rubric.dimensions.flatMap(({ id, maps_to: mapped = [] }) =>
    mapped.map((target) => ({ id, target })),
  );
  const joins = rubric.dimensions.some(({ id }) => known.includes(id)) || targets.length > 0;
  const scales = [describeScale(rubric.scale), describeScale(scorecard.scale)];
  return [
    ...targets
      .filter(({ target }) => !known.includes(target))
      .map(
        ({ id, target }) =>
          `${rubric.id} maps ${id} to "${target}"${didYouMean(target, known)}, which ${scorecard.id} does not have (${known.join(", ")})`,
      ),
    ...(joins ? [] : [`no dimension of ${rubric.id} is one of ${scorecard.id} or maps to one`]),
    ...(scales[0] === scales[1]
      ? []
      : [`levels of ${rubric.id} are on ${scales[0]}, those of ${scorecard.id} on ${scales[1]}`]),
  ];
}

/** A case study is there, and what it builds on was held in this stage or before. */
function caseStudyMismatches(id: string, stage: number, { loop, caseStudies }: LoadedLoop): string[] {
  const caseStudy = caseStudies.get(id);
  if (caseStudy === undefined) return [`there is no case study "${id}"${didYouMean(id, caseStudies.keys())}`];
  const { builds_on: predecessor } = caseStudy;
  const heldUntil = loop.stages.slice(0, stage + 1).flatMap(({ case_studies: ids }) => ids);
  return predecessor === null || heldUntil.includes(predecessor)
    ? []
    : [`it builds on "${predecessor}", which no stage up to this one holds`];
}
