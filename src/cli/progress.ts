import { counted } from "../domain/counted.ts";
import type { Estimate } from "../run/estimate.ts";
import type { OnEvent, RunEvent } from "../run/events.ts";
import type { Io } from "./io.ts";
import { jsonLine } from "./terminal-json.ts";
import { shorten } from "./shorten.ts";

/** In a log a line this often; a terminal's line is rewritten every second, and as things happen at most ten times a second. */
const logEveryMs = 10_000;
const terminalEveryMs = 1_000;
const shortestPauseMs = 100;

/** Something worth saying beside the report: a sentence, or with `--json` an event that holds it. */
export type Remark =
  | { readonly kind: "note"; readonly message: string }
  | {
      readonly kind: "finished";
      readonly run: string;
      readonly boughtReplies: number;
      readonly spentUsd: number | null;
      readonly message: string;
    };

/** How a run is followed on stderr. */
export type Progress = {
  readonly onEvent: OnEvent;
  readonly say: (remark: Remark) => void;
  readonly close: () => void;
};

/** Shows how a run comes along: one rewritten line on a terminal, a line every ten seconds in a log, events with `--json`. */
export function showProgress(io: Io, { json }: { readonly json: boolean }): Progress {
  if (json) {
    const write = (event: RunEvent | Remark): void => io.stderr(jsonLine(event));
    return { onEvent: write, say: write, close: () => {} };
  }
  const state = { grades: 0, graded: 0, unscored: 0, replies: 0, bought: 0, usd: 0, unpriced: 0, retries: 0 };
  const started = io.now();
  let shownAt = started;
  let hasLine = false;
  const line = (): string => {
    const seconds = Math.round((io.now() - started) / 1000);
    const cost = `$${state.usd.toFixed(4)}${state.unpriced > 0 ? ` + ${state.unpriced} unpriced` : ""}`;
    const retries = state.retries === 0 ? "" : `, ${counted(state.retries, "retry", "retries")}`;
    return `${state.graded}/${state.grades} graded, ${counted(state.replies, "reply", "replies")} (${state.bought} bought, ${cost}), ${state.unscored} unscored${retries}, ${seconds} s`;
  };
  const show = (): void => {
    shownAt = io.now();
    hasLine = true;
    io.stderr(io.isTerminal ? `${wipedLine}${line()}` : `${line()}\n`);
  };
  const wipe = (): void => {
    if (hasLine && io.isTerminal) io.stderr(wipedLine);
  };
  const say = (message: string): void => {
    wipe();
    io.stderr(`${shorten(message, io)}\n`);
  };
  const timer = setInterval(show, io.isTerminal ? terminalEveryMs : logEveryMs);
  timer.unref();
  return {
    onEvent(event) {
      const message = note(event, state);
      if (message !== null) say(message);
      if (io.isTerminal && event.kind !== "planned" && io.now() - shownAt >= shortestPauseMs) show();
    },
    say: ({ message }) => say(message),
    close() {
      clearInterval(timer);
      wipe();
      if (hasLine && !io.isTerminal) io.stderr(`${line()}\n`);
      hasLine = false;
    },
  };
}

const wipedLine = "\r\u001B[K";

type State = {
  grades: number;
  graded: number;
  unscored: number;
  replies: number;
  bought: number;
  usd: number;
  unpriced: number;
  retries: number;
};

/** Counts an event; a sentence where it is worth one. */
function note(event: RunEvent, state: State): string | null {
  switch (event.kind) {
    case "planned":
      state.grades = event.grades;
      return null;
    case "estimated":
      return event.missingReplies === 0 ? null : describeEstimate(event);
    case "reply":
      state.replies += 1;
      if (event.bought) state.bought += 1;
      if (event.bought && event.usd === null) state.unpriced += 1;
      if (event.bought) state.usd += event.usd ?? 0;
      return null;
    case "retry":
      state.retries += 1;
      return null;
    case "given-up":
      return null;
    case "graded":
      state.graded += 1;
      state.unscored += event.unscored;
      return null;
    case "no-batch":
      return `${event.model} takes no batches: its replies are bought live`;
    case "batch":
    case "batch-collected":
      return describeBatch(event);
    case "analysing":
      return null;
  }
}

/** What a run would buy, in a sentence. */
export function describeEstimate(found: Estimate): string {
  const { missingReplies, missingAtMost, storedReplies, inputTokens, usdLow, usdHigh, reason, batch } = found;
  const further =
    missingAtMost === missingReplies ? "" : `, up to ${missingAtMost} with those that replies lead to`;
  const cost =
    usdLow === null || usdHigh === null
      ? `at an unknown price (${reason ?? "no price"})`
      : `for $${usdLow.toFixed(4)} to at most $${usdHigh.toFixed(4)} before repeats of unreadable replies`;
  const inBatches =
    batch === null
      ? ""
      : `; with --batch $${batch.usdLow.toFixed(4)} to at most $${batch.usdHigh.toFixed(4)}`;
  return `estimate: ${counted(missingReplies, "reply", "replies")} to buy${further} (${storedReplies} in the store), about ${inputTokens} input tokens, ${cost}${inBatches}`;
}

function describeFailures(failures: Readonly<Record<string, number>>): string {
  const kinds = Object.entries(failures);
  if (kinds.length === 0) return "";
  const count = kinds.reduce((sum, [, some]) => sum + some, 0);
  return `, ${counted(count, "failed or expired and is", "failed or expired and are")} asked again (${kinds.map((kind) => kind.join(" ")).join(", ")})`;
}

/** What became of a batch, in a sentence. */
function describeBatch(event: Extract<RunEvent, { kind: "batch" | "batch-collected" }>): string {
  const name = event.remoteId ?? event.id;
  const batch = `${event.model}: batch ${name} of ${counted(event.requests, "request")}`;
  if (event.kind === "batch-collected") {
    const cost = event.usd === null ? "at an unknown price" : `for $${event.usd.toFixed(4)}`;
    return `${batch} collected: ${counted(event.replies, "reply", "replies")} ${cost}${describeFailures(event.failures)}`;
  }
  switch (event.did) {
    case "submitted":
      return `${batch} submitted`;
    case "found":
      return `${batch} found again at the provider, not submitted twice`;
    case "running":
      return `${batch} is running, ${event.done} done`;
    case "unreachable":
      return `${batch} cannot be looked at now; it is tried again`;
    case "refused":
      return `${batch} was refused for now: the provider's queue is full; it is submitted again`;
  }
}
