import type * as z from "zod";
import { readLines } from "./files.ts";
import { problemLimit, type Problem } from "./problem.ts";
import { schemaProblems } from "./schema-problems.ts";

/** A line's value and its number. */
export type JsonLine<T> = { readonly line: number; readonly value: T };

/** A JSONL file (plain or .gz) as a stream of values under a schema. A bad line is a problem and left out; blank lines are allowed. */
export async function* readJsonLines<T>(
  file: string,
  schema: z.ZodType<T>,
  problems: Problem[],
): AsyncGenerator<JsonLine<T>> {
  const before = problems.length;
  for await (const { line, text } of readLines(file, problems)) {
    if (text.trim() === "") continue;
    const value = parseLine(file, line, text, schema, problems);
    if (value !== null) yield { line, value };
    if (problems.length - before >= problemLimit) {
      problems.push({ file, line, column: null, message: "too many problems, the rest was not read" });
      return;
    }
  }
}

function parseLine<T>(
  file: string,
  line: number,
  text: string,
  schema: z.ZodType<T>,
  problems: Problem[],
): T | null {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    problems.push({ file, line, ...describeJsonError(error, text) });
    return null;
  }
  const checked = schema.safeParse(content);
  if (checked.success) return checked.data;
  for (const { path, message } of schemaProblems(schema, content, checked.error)) {
    const place = path.length > 0 ? `${path.join(".")}: ` : "";
    problems.push({ file, line, column: 1, message: place + message });
  }
  return null;
}

function describeJsonError(error: unknown, text: string): { column: number; message: string } {
  const reason = error instanceof Error ? error.message : "";
  const position = Number(/at position (\d+)/.exec(reason)?.[1] ?? 0);
  const isHalf = /unterminated string|unexpected end/i.test(reason) || position >= text.trimEnd().length;
  if (isHalf) return { column: text.length + 1, message: "half a line of JSON, expected it to be closed" };
  return { column: position + 1, message: "not JSON, expected one JSON object a line" };
}
