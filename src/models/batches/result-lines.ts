import { failureFor, malformed } from "../failures.ts";
import type { ModelFailure } from "../model.ts";
import type { BatchResult, ResultsRead } from "./batch-api.ts";

/** Reads results, one a line, as they arrive. A stream that breaks off is a failure, what came before it was handed on. */
export async function readResultLines(
  open: () => Promise<Response>,
  parse: (line: unknown) => BatchResult | null,
  onResult: (result: BatchResult) => Promise<void>,
): Promise<ResultsRead | ModelFailure> {
  let response: Response;
  try {
    response = await open();
  } catch (error) {
    return failureFor(error);
  }
  const replied = new Set<string>();
  let unreadable = 0;
  const lines = linesOf(response);
  for (;;) {
    const next = await lines.next();
    if (next.done === true) {
      return next.value === "whole"
        ? { status: "read", replied: replied.size, unreadable }
        : malformed("the batch's results were cut");
    }
    const result = parse(parsedOrNull(next.value));
    if (result === null) {
      unreadable += 1;
      continue;
    }
    if (result.outcome.status === "replied") replied.add(result.key);
    await onResult(result);
  }
}

/** The lines of a body that are not empty, and at the end whether it came whole. */
async function* linesOf(response: Response): AsyncGenerator<string, "whole" | "cut"> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const chunk = await reader?.read().catch(() => null);
    if (chunk === null) return "cut";
    if (chunk === undefined || chunk.done) break;
    const lines = (rest + chunk.value).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line.trim() !== "");
  }
  if (rest.trim() !== "") yield rest;
  return "whole";
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
