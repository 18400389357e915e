import * as z from "zod";
import type { RecordedSource } from "../domain/eval.ts";
import type { Usage } from "../domain/usage.ts";
import type { RecordedReply } from "../models/recorded.ts";
import { readJsonLines } from "./json-lines.ts";
import { requireValid, type Problem } from "./problem.ts";

type Row = Readonly<Record<string, unknown>>;
const rowSchema: z.ZodType<Row> = z.record(z.string(), z.unknown());

/** Streams a file of replies made elsewhere, JSONL or .jsonl.gz, and keeps the rows that the eval asks for, in the file's order. */
export async function readRecorded(file: string, source: RecordedSource): Promise<readonly RecordedReply[]> {
  const problems: Problem[] = [];
  const replies: RecordedReply[] = [];
  const wanted = Object.entries(source.where);
  for await (const { line, value: row } of readJsonLines(file, rowSchema, problems)) {
    if (!wanted.every(([field, value]) => row[field] === value)) continue;
    const { reply, faults } = parseRow(row, source.fields);
    replies.push(reply);
    for (const message of faults) problems.push({ file, line, column: null, message });
  }
  if (replies.length === 0 && problems.length === 0) {
    const filter = wanted.map(([field, value]) => `${field} = ${JSON.stringify(value)}`).join(", ");
    const message = filter === "" ? "there are no replies in this file" : `no row has ${filter}`;
    problems.push({ file, line: null, column: null, message });
  }
  return requireValid(replies, problems);
}

function parseRow(
  row: Row,
  fields: RecordedSource["fields"],
): { reply: RecordedReply; faults: readonly string[] } {
  const faults: string[] = [];
  const read = <T>(name: keyof typeof fields, schema: z.ZodType<T>, expected: string, fallback: T): T => {
    const value = row[fields[name]];
    if (value === undefined || value === null) {
      if (name === "sample" || name === "text") faults.push(`${fields[name]}: missing, expected ${expected}`);
      return fallback;
    }
    const checked = schema.safeParse(value);
    if (!checked.success) faults.push(`${fields[name]}: expected ${expected}, got ${JSON.stringify(value)}`);
    return checked.data ?? fallback;
  };
  const count = (name: "input_tokens" | "output_tokens" | "total_tokens"): number | null =>
    read(name, tokensSchema, "a count of tokens", null);
  const [input, output, total] = [count("input_tokens"), count("output_tokens"), count("total_tokens")];
  if (input !== null && total !== null && total < input) {
    faults.push(`${fields.total_tokens}: ${total} is less than the ${input} of ${fields.input_tokens}`);
  }
  const reply = {
    sample: read("sample", nameSchema, "a sample's id", ""),
    dimension: read("dimension", nameSchema.nullable(), "a dimension's id", null),
    repeat: read("repeat", ordinalSchema, "a whole number from 1", 1),
    attempt: read("attempt", ordinalSchema, "a whole number from 1", 1),
    text: read("text", z.string(), "a string", ""),
    usage: usageOf(input, output ?? (input !== null && total !== null ? total - input : null)),
  };
  return { reply, faults };
}

const tokensSchema = z.int().min(0).nullable();
const ordinalSchema = z.int().min(1);
const nameSchema = z.union([z.string().min(1), z.number().transform(String)]);

function usageOf(inputTokens: number | null, outputTokens: number | null): Usage | null {
  if (inputTokens === null || outputTokens === null) return null;
  return { inputTokens, cachedTokens: 0, cacheWriteTokens: 0, outputTokens, reasoningTokens: 0 };
}
