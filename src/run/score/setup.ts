import { resolve } from "node:path";
import type { CaseStudy } from "../../domain/case-study.ts";
import { didYouMean } from "../../domain/did-you-mean.ts";
import type { EvalSpec } from "../../domain/eval.ts";
import type { KnownName } from "../../domain/pseudonym.ts";
import type { ScoringSpec } from "../../domain/recording.ts";
import type { Rubric } from "../../domain/rubric.ts";
import { HarnessError } from "../../errors.ts";
import { readCaseStudies } from "../../store/case-studies.ts";
import { readDataset } from "../../store/datasets.ts";
import { readLoop, type LoadedLoop } from "../../store/loops.ts";
import { readNames } from "../../store/names.ts";
import { invalidFile, type Problem } from "../../store/problem.ts";
import { besideEval, loadEval, type LoadedEval } from "../load.ts";

/** What recordings of one stage are scored by; without a loop there is one stage, whose name is empty. */
export type StageSetup = {
  readonly stage: string;
  readonly loaded: LoadedEval;
  /** The grader of the eval that scores. */
  readonly grader: string;
  readonly profile: string;
  readonly caseStudies: ReadonlyMap<string, CaseStudy>;
  /** What its recordings may answer; empty: any of them. */
  readonly mayAnswer: readonly string[];
};

/** An eval as far as recordings are scored by it. */
export type ScoringSetup = {
  readonly evalName: string;
  readonly evalPath: string;
  readonly isSynthetic: boolean;
  /** What every recording answers that says nothing of it; null: each must say. */
  readonly caseStudy: string | null;
  readonly names: readonly KnownName[];
  readonly loop: LoadedLoop | null;
  readonly stages: ReadonlyMap<string, StageSetup>;
};

/** Reads an eval for scoring, with its loop; `grader` is the one that the command line names. */
export async function loadScoring(
  path: string,
  grader: string | null,
  loopPath: string | null = null,
): Promise<ScoringSetup> {
  const loaded = await loadEval(path);
  const { file } = loaded;
  const score: ScoringSpec = file.spec.score ?? { synthetic: false };
  const problems: Problem[] = [];
  const names = score.names === undefined ? [] : await readNames(besideEval(file, score.names), problems);
  const named = loopPath ?? (score.loop === undefined ? null : besideEval(file, score.loop));
  const loop = named === null ? null : await readLoop(named);
  const ownStudies =
    score.case_studies === undefined
      ? (loop?.caseStudies ?? loaded.dataset.caseStudies)
      : await readCaseStudies(besideEval(file, score.case_studies), problems);
  if (problems.length > 0) throw invalidFile(problems);
  const base = { loaded, grader, ownStudies, isSynthetic: score.synthetic };
  const stages =
    loop === null
      ? [stageSetup({ ...base, stage: "", rubric: loaded.rubric, mayAnswer: [] })]
      : await Promise.all(loop.loop.stages.map((stage) => stageOfLoop(stage, loop, base)));
  return {
    evalName: file.name,
    evalPath: path,
    isSynthetic: score.synthetic,
    caseStudy: score.case_study ?? null,
    names,
    loop,
    stages: new Map(stages.map((stage) => [stage.stage, stage])),
  };
}

type Base = {
  readonly loaded: LoadedEval;
  readonly grader: string | null;
  readonly ownStudies: ReadonlyMap<string, CaseStudy>;
  readonly isSynthetic: boolean;
};

/** A stage is scored by its own eval where the loop names one, else by this eval's grader and the stage's rubric. */
async function stageOfLoop(
  stage: LoadedLoop["loop"]["stages"][number],
  loop: LoadedLoop,
  base: Base,
): Promise<StageSetup> {
  const loaded =
    stage.eval === undefined ? base.loaded : await loadEval(resolve(loop.path, "..", stage.eval));
  const rubric = loop.rubrics.get(stage.id) ?? loaded.rubric;
  const { file } = loaded;
  const dataset = Object.hasOwn(loaded.dataset.card.also_labelled, rubric.id)
    ? await readDataset(besideEval(file, file.spec.dataset), rubric.id)
    : loaded.dataset;
  return stageSetup({
    ...base,
    loaded: { ...loaded, dataset },
    stage: stage.id,
    rubric,
    mayAnswer: stage.case_studies,
  });
}

function stageSetup({
  loaded,
  grader,
  ownStudies,
  isSynthetic,
  stage,
  rubric,
  mayAnswer,
}: Base & {
  readonly stage: string;
  readonly rubric: Rubric;
  readonly mayAnswer: readonly string[];
}): StageSetup {
  const { spec } = loaded.file;
  const name = graderFor(loaded, grader);
  if (!isSynthetic) refuseWithoutEvidence(loaded, name);
  const [first] = Object.keys(rubric.profiles);
  return {
    stage,
    loaded: { ...loaded, rubric },
    grader: name,
    profile: Object.hasOwn(rubric.profiles, spec.profile) ? spec.profile : (first ?? spec.profile),
    caseStudies: ownStudies,
    mayAnswer,
  };
}

function graderFor({ file }: LoadedEval, named: string | null): string {
  const known = Object.keys(file.spec.graders);
  const wanted = named ?? file.spec.score?.grader ?? (known.length === 1 ? known[0] : undefined);
  if (wanted === undefined) {
    throw new HarnessError(
      "usage",
      `${file.path} has ${known.length} graders and names none for scoring: add "score: {grader: ${known[0]}}" or --grader`,
    );
  }
  if (known.includes(wanted)) return wanted;
  throw new HarnessError(
    "usage",
    `${file.path} has no grader "${wanted}"${didYouMean(wanted, known)}, expected one of ${known.join(", ")}`,
  );
}

/** Scores without evidence that was checked may not be put before anyone who decides on a real person. */
function refuseWithoutEvidence({ file }: LoadedEval, name: string): void {
  const why = withoutEvidence(name, file.spec);
  if (why === null) return;
  throw new HarnessError(
    "usage",
    `${file.path}: grader "${name}" may not score real people: ${why}; name another, or say "score: {synthetic: true}" where the recordings are invented`,
  );
}

function withoutEvidence(name: string, spec: EvalSpec): string | null {
  const grader = { ...spec.parts, ...spec.graders }[name];
  if (grader === undefined) return null;
  if ("lexical" in grader) return "it is lexical and reads no meaning";
  if ("imported" in grader) return "its scores come from elsewhere, without evidence that was checked";
  if ("model" in grader) return grader.evidence === "none" ? 'it says "evidence: none"' : null;
  const parts =
    "panel" in grader
      ? grader.panel.of
      : "cascade" in grader
        ? [grader.cascade.first, grader.cascade.then]
        : [grader.calibrated.of];
  return parts.map((part) => withoutEvidence(part, spec)).find((why) => why !== null) ?? null;
}
