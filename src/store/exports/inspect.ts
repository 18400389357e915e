import * as z from "zod";
import { onlyDimension } from "../collect-ratings.ts";
import type { ReadExport } from "./index.ts";
import { answerOf, givenSchema, parseExport } from "./foreign.ts";

const plainSchema = z.union([z.number(), z.string(), z.boolean(), z.null()]);
const valueSchema = z.union([plainSchema, z.array(plainSchema), z.record(z.string(), plainSchema)]);
type Plain = z.infer<typeof plainSchema>;

const sampleSchema = z.object({
  id: z.union([z.string(), z.number()]),
  epoch: z.int().default(1),
  metadata: givenSchema,
  scores: z.record(z.string(), z.object({ value: valueSchema })).nullish(),
});

const fileSchema = z.object({ samples: z.array(sampleSchema) });

/** What inspect_ai's own letters stand for: correct, incorrect, partial, no answer. */
const letters: Readonly<Record<string, string>> = { C: "1", I: "0", P: "0.5", N: "0" };

/**
 * inspect_ai's log. Each scorer is a grader; the keys of a score that is a record are its dimensions. The cluster is the sample; where
 * there are several epochs each is an answer of its own.
 */
export const readInspect: ReadExport = function* (source, problems) {
  const file = parseExport(source, fileSchema, "a log of inspect_ai as JSON (inspect log dump)", problems);
  const hasEpochs = file?.samples.some(({ epoch }) => epoch > 1) ?? false;
  for (const [index, { id, epoch, metadata, scores }] of file?.samples.entries() ?? []) {
    const cluster = String(id);
    const item = hasEpochs ? `${cluster}/epoch-${epoch}` : cluster;
    const { rating, label } = answerOf(source, `samples[${index}]`, { item, cluster }, [metadata]);
    yield* label;
    for (const [scorer, { value }] of Object.entries(scores ?? {})) {
      for (const [dimension, plain] of dimensionsOf(value)) {
        yield rating({
          rater: scorer,
          kind: "grader",
          dimension,
          value: textOf(plain),
          reason: plain === null ? "unparsable" : "",
        });
      }
    }
  }
};

function dimensionsOf(value: z.infer<typeof valueSchema>): readonly (readonly [string, Plain])[] {
  if (Array.isArray(value)) return value.map((plain, index) => [`${onlyDimension}_${index + 1}`, plain]);
  return typeof value === "object" && value !== null ? Object.entries(value) : [[onlyDimension, value]];
}

function textOf(value: Plain): string {
  if (value === null) return "";
  return typeof value === "boolean" ? String(Number(value)) : (letters[String(value)] ?? String(value));
}
