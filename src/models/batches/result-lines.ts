import { failureFor, malformed } from "../failures.ts";
import type { ModelFailure } from "../model.ts";
import type { BatchResult, ResultsRead } from "./batch-api.ts";

/** Reads results, one a line, as they arrive, until somebody has enough. A stream that breaks off is a failure, what came before it was handed on. */
export async function readResultLines(
  {
    open,
    counted,
    parse,
    timeoutMs,
  }: {
    readonly open: () => Promise<Response>;
    readonly counted: number;
    readonly parse: (line: unknown) => BatchResult | null;
    /** How long the next piece may take. */
    readonly timeoutMs: number;
  },
  onResult: (result: BatchResult) => Promise<"enough" | void>,
): Promise<ResultsRead | ModelFailure> {
  let response: Response;
  try {
    response = await open();
  } catch (error) {
    return failureFor(error);
  }
  const keys = new Set<string>();
  let isReadable = true;
  const lines = linesOf(response, timeoutMs);
  for (;;) {
    const next = await lines.next();
    if (next.done === true) {
      return next.value === "whole"
        ? { status: "read", isWhole: isReadable && keys.size >= counted }
        : malformed("the batch's results were cut");
    }
    const result = parse(parsedOrNull(next.value));
    if (result === null) {
      isReadable = false;
      continue;
    }
    keys.add(result.key);
    if ((await onResult(result)) === "enough") {
      await lines.return("cut");
      return { status: "read", isWhole: false };
    }
  }
}

/** The lines of a body that are not empty, and at the end whether it came whole. */
async function* linesOf(response: Response, timeoutMs: number): AsyncGenerator<string, "whole" | "cut"> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const chunk = await inTime(reader?.read(), timeoutMs).catch(() => null);
      if (chunk === null) return "cut";
      if (chunk === undefined || chunk.done) break;
      const lines = (rest + chunk.value).split("\n");
      rest = lines.pop() ?? "";
      yield* lines.filter((line) => line.trim() !== "");
    }
    if (rest.trim() !== "") yield rest;
    return "whole";
  } finally {
    await reader?.cancel().catch(() => {});
  }
}

async function inTime<Result>(
  result: Promise<Result> | undefined,
  timeoutMs: number,
): Promise<Result | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, timeoutMs);
  });
  try {
    return await Promise.race([result, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
