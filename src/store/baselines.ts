import * as z from "zod";
import { analysisSchema, type Analysis } from "../domain/analysis.ts";
import { runDocumentSchema, type RunDocument } from "../domain/run.ts";
import { partSchema, unscoredReasonSchema, type ScoreRow } from "../domain/score.ts";
import { kindOf } from "./files.ts";
import { readJsonLines } from "./json-lines.ts";
import { compareTexts } from "./order.ts";
import { writeOutput } from "./outputs.ts";
import { requireValid, type Problem } from "./problem.ts";

const { fingerprint, dataset, rubric } = runDocumentSchema.shape;

/** First line of a baseline: which run was accepted. */
export const baselineHeaderSchema = z.strictObject({
  schema: z.literal("touchstone.baseline/1"),
  eval: z.string(),
  fingerprint,
  dataset,
  rubric,
});
export type BaselineHeader = z.infer<typeof baselineHeaderSchema>;

const place = {
  sample: z.string(),
  grader: z.string(),
  dimension: z.string(),
  repeat: z.int().min(1).nullable(),
  part: partSchema.optional(),
};
const scoreLineSchema = z.discriminatedUnion("status", [
  z.strictObject({ ...place, status: z.literal("scored"), level: z.number() }),
  z.strictObject({ ...place, status: z.literal("not-observed") }),
  z.strictObject({ ...place, status: z.literal("unscored"), reason: unscoredReasonSchema }),
]);
type ScoreLine = z.infer<typeof scoreLineSchema>;

const { agreement, cost, counts, cascades, gates, regression, shift, order, banners } = analysisSchema.shape;

/** One row of one part of the analysis: `{"gates": {...}}`. */
const analysisLineSchemas = [
  z.strictObject({ agreement: agreement.element }),
  z.strictObject({ cost: cost.element }),
  z.strictObject({ counts: counts.element }),
  z.strictObject({ cascades: cascades.unwrap().element }),
  z.strictObject({ gates: gates.element }),
  z.strictObject({ regression: regression.element }),
  z.strictObject({ shift: shift.unwrap().element }),
  z.strictObject({ order: order.unwrap().element }),
  z.strictObject({ banners: banners.element }),
] as const;
type AnalysisLine = z.infer<(typeof analysisLineSchemas)[number]>;

const lineSchema = z.union([baselineHeaderSchema, scoreLineSchema, ...analysisLineSchemas]);

/** An accepted run as it was written down: its scores carry no evidence and no reasons in words. */
export type Baseline = {
  readonly header: BaselineHeader;
  readonly scores: readonly ScoreRow[];
  readonly analysis: Analysis;
};

/** Writes a run as a baseline: one line per score and per row of the analysis, sorted, so that a change reads as a diff. */
export async function writeBaseline(file: string, document: RunDocument): Promise<void> {
  const header: BaselineHeader = {
    schema: "touchstone.baseline/1",
    eval: document.eval,
    fingerprint: document.fingerprint,
    dataset: document.dataset,
    rubric: document.rubric,
  };
  const scores = document.scores.map(toScoreLine).sort(compareScores);
  const analysis = Object.entries(document.analysis).flatMap(([part, rows = []]) =>
    rows.map((row) => ({ [part]: row })),
  );
  const lines = [header, ...scores, ...analysis].map((line) => `${JSON.stringify(line)}\n`);
  await writeOutput(file, lines.join(""));
}

/** Reads a baseline; null where there is none yet. A bad one is refused with every problem. */
export async function readBaseline(file: string): Promise<Baseline | null> {
  if ((await kindOf(file)) === "absent") return null;
  const problems: Problem[] = [];
  const scores: ScoreRow[] = [];
  const rows: AnalysisLine[] = [];
  let header: BaselineHeader | null = null;
  for await (const { line, value } of readJsonLines(file, lineSchema, problems)) {
    if ("schema" in value) header = value;
    else if ("status" in value) scores.push(fromScoreLine(value));
    else rows.push(value);
    if (header !== null || problems.length > 0) continue;
    problems.push({ file, line, column: 1, message: "expected the header of a baseline on the first line" });
  }
  if (header === null && problems.length === 0) {
    problems.push({ file, line: 1, column: 1, message: "the file is empty, expected a baseline" });
  }
  const cascadeLines = rows.flatMap((row) => ("cascades" in row ? [row.cascades] : []));
  const shifts = rows.flatMap((row) => ("shift" in row ? [row.shift] : []));
  const orders = rows.flatMap((row) => ("order" in row ? [row.order] : []));
  const analysis = {
    agreement: rows.flatMap((row) => ("agreement" in row ? [row.agreement] : [])),
    cost: rows.flatMap((row) => ("cost" in row ? [row.cost] : [])),
    counts: rows.flatMap((row) => ("counts" in row ? [row.counts] : [])),
    ...(cascadeLines.length === 0 ? {} : { cascades: cascadeLines }),
    gates: rows.flatMap((row) => ("gates" in row ? [row.gates] : [])),
    regression: rows.flatMap((row) => ("regression" in row ? [row.regression] : [])),
    ...(shifts.length === 0 ? {} : { shift: shifts }),
    ...(orders.length === 0 ? {} : { order: orders }),
    banners: rows.flatMap((row) => ("banners" in row ? [row.banners] : [])),
  };
  return { header: requireValid(header, problems), scores, analysis };
}

function toScoreLine(score: ScoreRow): ScoreLine {
  const { sample, grader, dimension, repeat, part } = score;
  const line = { sample, grader, dimension, repeat, ...(part !== undefined && { part }) };
  switch (score.status) {
    case "scored":
      return { ...line, status: score.status, level: score.level };
    case "not-observed":
      return { ...line, status: score.status };
    case "unscored":
      return { ...line, status: score.status, reason: score.reason };
  }
}

function fromScoreLine(line: ScoreLine): ScoreRow {
  switch (line.status) {
    case "scored":
      return { ...line, evidence: [], rationale: "" };
    case "not-observed":
      return { ...line, opportunity: "" };
    case "unscored":
      return { ...line, detail: "", evidence: [] };
  }
}

/** By grader, sample, dimension and repeat; the final score comes before the repeats it was made of. */
function compareScores(a: ScoreLine, b: ScoreLine): number {
  return (
    compareTexts(a.grader, b.grader) ||
    compareTexts(a.sample, b.sample) ||
    compareTexts(a.dimension, b.dimension) ||
    (a.repeat ?? 0) - (b.repeat ?? 0) ||
    compareTexts(a.part ?? "", b.part ?? "")
  );
}
