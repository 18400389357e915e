import { didYouMean } from "../../domain/did-you-mean.ts";
import type { ImportedGraderSpec } from "../../domain/eval.ts";
import { HarnessError } from "../../errors.ts";
import { evidenceOf, graderKinds } from "../../grading/index.ts";
import { readRatings, type Rating } from "../../store/ratings.ts";
import { besideEval } from "../load.ts";
import type { GraderContext, PlannedGrader } from "./planned.ts";

/** Another judge's scores. */
export async function planImportedGrader(
  name: string,
  spec: ImportedGraderSpec,
  { loaded }: GraderContext,
): Promise<PlannedGrader> {
  const { rubric, file } = loaded;
  const ratings = await ratingsOf(besideEval(file, spec.imported.file), spec.imported.rater);
  const createGrader = await graderKinds.imported.load();
  return {
    name,
    spec,
    isFloor: false,
    evidence: evidenceOf(spec),
    repeats: 1,
    scoreType: "raw",
    models: [],
    parts: [],
    mayAsk: [],
    shapedBy: ratings,
    instructions: {},
    create: async () => createGrader({ name, rubric, ratings }),
    spending: () => ({ kind: "unknown", reason: "imported scores carry no cost" }),
  };
}

async function ratingsOf(path: string, rater: string): Promise<readonly Rating[]> {
  const all = await readRatings(path);
  const own = all.filter((rating) => rating.rater === rater);
  if (own.length > 0) return own;
  const raters = [...new Set(all.map((rating) => rating.rater))];
  throw new HarnessError(
    "invalid-file",
    `${path}: no row is by rater "${rater}"${didYouMean(rater, raters)}, expected one of ${raters.join(", ")}`,
  );
}
