import { fileURLToPath } from "node:url";
import * as z from "zod";
import { didYouMean } from "../domain/did-you-mean.ts";
import { readinessModelSchema, type FamilyScore, type ReadinessModel } from "../domain/readiness.ts";
import { readCsv, type CsvRow } from "./csv.ts";
import { requireValid, type Problem } from "./problem.ts";
import { readYaml } from "./yaml.ts";

/** The bundled readiness model. */
export const bundledReadinessModel = fileURLToPath(new URL("../../rubrics/readiness.yaml", import.meta.url));

/** Reads a readiness model; a bad one is refused with every problem. */
export async function readReadinessModel(file: string): Promise<ReadinessModel> {
  return (await readYaml(file, readinessModelSchema)).value;
}

const columns = {
  required: ["candidate", "family", "score", "taken_on"],
  optional: [],
  others: "refuse",
} as const;

/** Reads `candidate,family,score,taken_on`; a table with any score that cannot count is refused with every problem. */
export async function readFamilyScores(
  file: string,
  model: ReadinessModel,
  asOf: string,
): Promise<FamilyScore[]> {
  const problems: Problem[] = [];
  const scores: FamilyScore[] = [];
  const lineOf = new Map<string, number>();
  for await (const row of readCsv(file, columns, problems)) {
    const score = scoreOf(row);
    const key = JSON.stringify([score.candidate, score.family]);
    const found = scoreProblems(row, model, asOf);
    const earlier = lineOf.get(key);
    if (earlier !== undefined) {
      found.push(
        `candidate "${score.candidate}" has a score in ${score.family} on line ${earlier} too, expected the latest alone`,
      );
    } else lineOf.set(key, row.line);
    problems.push(...found.map((message) => ({ file, line: row.line, column: null, message })));
    scores.push(score);
  }
  if (scores.length === 0 && problems.length === 0) {
    problems.push({ file, line: 1, column: null, message: "there are no scores in this file" });
  }
  return requireValid(scores, problems);
}

function scoreOf({ cells }: CsvRow): FamilyScore {
  return {
    candidate: cells["candidate"] ?? "",
    family: cells["family"] ?? "",
    score: Number(cells["score"] === "" ? Number.NaN : cells["score"]),
    takenOn: cells["taken_on"] ?? "",
  };
}

function scoreProblems(row: CsvRow, { families, scale }: ReadinessModel, asOf: string): string[] {
  const { candidate, family, score, takenOn } = scoreOf(row);
  const known = Object.keys(families);
  const isDate = z.iso.date().safeParse(takenOn).success;
  return [
    ...(candidate === "" ? ["candidate is empty"] : []),
    ...(known.includes(family)
      ? []
      : [`there is no family "${family}"${didYouMean(family, known)}, expected one of ${known.join(", ")}`]),
    ...(score >= scale.min && score <= scale.max
      ? []
      : [`score "${row.cells["score"]}" is not on the scale ${scale.min}-${scale.max}`]),
    ...(isDate ? [] : [`taken_on "${takenOn}" is no date, expected one like 2026-05-01`]),
    ...(isDate && takenOn > asOf ? [`taken_on ${takenOn} is after ${asOf}, the date of --as-of`] : []),
  ];
}
