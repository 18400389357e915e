/** Writes the JSON Schemas of all files that people or other programs read and write; `--check` only says whether they are current. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { agreementDocumentSchema } from "../src/domain/agreement.ts";
import { archetypesSchema } from "../src/domain/archetype.ts";
import { caseStudySchema } from "../src/domain/case-study.ts";
import { comparisonSchema } from "../src/domain/comparison.ts";
import { dataCardSchema } from "../src/domain/dataset.ts";
import { evalSpecStandardSchema, gradedExampleRowSchema } from "../src/domain/eval-spec.ts";
import { evalSchema } from "../src/domain/eval.ts";
import { graderCardSchema } from "../src/domain/grader-card.ts";
import { raterSchema } from "../src/domain/label.ts";
import { dossierSchema, loopSchema } from "../src/domain/loop.ts";
import { readinessDocumentSchema, readinessModelSchema } from "../src/domain/readiness.ts";
import { scoredRecordingSchema } from "../src/domain/recording.ts";
import { rubricSchema } from "../src/domain/rubric.ts";
import { runDocumentSchema } from "../src/domain/run.ts";
import { sampleRowSchema } from "../src/domain/sample.ts";
import { examplesFileSchema } from "../src/domain/examples.ts";
import { mappingFileSchema } from "../src/domain/score-mapping.ts";
import { scorecardSchema, whatIfSchema } from "../src/domain/scorecard.ts";
import { transcriptSchema } from "../src/domain/transcript.ts";
import { priceFileSchema } from "../src/models/prices.ts";
import { baselineHeaderSchema } from "../src/store/baselines.ts";
import { storedReplySchema } from "../src/store/replies.ts";

const schemas: Readonly<Record<string, z.ZodType>> = {
  agreement: agreementDocumentSchema,
  archetypes: archetypesSchema,
  "baseline-header": baselineHeaderSchema,
  "case-study": caseStudySchema,
  comparison: comparisonSchema,
  "data-card": dataCardSchema,
  dossier: dossierSchema,
  eval: evalSchema,
  "eval-spec-standard": evalSpecStandardSchema,
  "graded-example": gradedExampleRowSchema,
  "grader-card": graderCardSchema,
  loop: loopSchema,
  mapping: mappingFileSchema,
  examples: examplesFileSchema,
  "price-file": priceFileSchema,
  rater: raterSchema,
  readiness: readinessDocumentSchema,
  "readiness-model": readinessModelSchema,
  reply: storedReplySchema,
  rubric: rubricSchema,
  run: runDocumentSchema,
  sample: sampleRowSchema,
  scorecard: scorecardSchema,
  "scored-recording": scoredRecordingSchema,
  transcript: transcriptSchema,
  "what-if": whatIfSchema,
};

/** File name -> content of every published schema. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(schemas).map(([name, schema]) => [
      `${name}.schema.json`,
      `${JSON.stringify(z.toJSONSchema(schema, { target: "draft-2020-12", io: "input" }), null, 2)}\n`,
    ]),
  );
}

/** Where the published schemas are. */
export const schemaFolder = fileURLToPath(new URL("../docs/schemas/", import.meta.url));

/** Names of published schemas that differ from what the code says. */
export function staleSchemas(): string[] {
  return [...schemaFiles()].flatMap(([name, content]) =>
    readIfThere(schemaFolder + name) === content ? [] : [name],
  );
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

if (import.meta.main) {
  const stale = staleSchemas();
  if (process.argv.includes("--check")) {
    for (const name of stale)
      process.stderr.write(`docs/schemas/${name} is not current, run npm run schemas\n`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    mkdirSync(schemaFolder, { recursive: true });
    for (const [name, content] of schemaFiles()) writeFileSync(schemaFolder + name, content);
  }
}
