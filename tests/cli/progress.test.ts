import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { showProgress } from "../../src/cli/progress.ts";
import type { RunEvent } from "../../src/run/events.ts";
import { collectingIo } from "../support/io.ts";

const tag = { sample: "s1", dimension: null, repeat: 1, attempt: 1 };
const prices = { liveUsd: 0.25, listUsd: 0.25, batchUsd: 0.125 };
const tokens = { key: "k", prices, inputTokens: 300, cachedTokens: 0 };
const planned: RunEvent = { kind: "planned", eval: "e", fingerprint: "f", grades: 4, epoch: "" };
const estimated: RunEvent = {
  kind: "estimated",
  buyers: ["g"],
  missingReplies: 3,
  missingAtMost: 3,
  storedReplies: 1,
  inputTokens: 900,
  cachedShare: 0.5,
  usdLow: 0.01,
  usdHigh: 0.5,
  reason: null,
  batch: null,
};
const bought: RunEvent = { kind: "reply", grader: "g", tag, bought: true, usd: 0.25, ...tokens };
const unpriced: RunEvent = { kind: "reply", grader: "g", tag, bought: true, usd: null, ...tokens };
const stored: RunEvent = { kind: "reply", grader: "g", tag, bought: false, usd: 0.25, ...tokens };
const retried: RunEvent = { kind: "retry", grader: "g", tag, failure: "rate-limit", waitMs: 5, usdAtMost: 0 };
const graded: RunEvent = { kind: "graded", grader: "g", sample: "s1", unscored: 2 };

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

function watched({ isTerminal }: { readonly isTerminal: boolean }) {
  const io = collectingIo({ isTerminal, now: () => Date.now() });
  return { io, progress: showProgress(io, { json: false }) };
}

describe("progress in a log", () => {
  it("is a line every ten seconds, also while nothing happens, and a last one", () => {
    const { io, progress } = watched({ isTerminal: false });
    for (const event of [planned, stored, bought, graded]) progress.onEvent(event);
    expect(io.err()).toBe("");
    vi.advanceTimersByTime(9_999);
    expect(io.err()).toBe("");
    vi.advanceTimersByTime(1);
    const line = "1/4 graded, 2 replies (1 bought, $0.2500), 2 unscored";
    expect(io.err()).toBe(`${line}, 10 s\n`);
    for (const event of [unpriced, retried]) progress.onEvent(event);
    vi.advanceTimersByTime(10_000);
    const later = "1/4 graded, 3 replies (2 bought, $0.2500 + 1 unpriced), 2 unscored, 1 retry";
    expect(io.err()).toBe(`${line}, 10 s\n${later}, 20 s\n`);
    vi.advanceTimersByTime(1_000);
    progress.close();
    expect(io.err()).toBe(`${line}, 10 s\n${later}, 20 s\n${later}, 21 s\n`);
    vi.advanceTimersByTime(60_000);
    expect(io.err()).toContain("21 s");
    expect(io.err()).not.toContain("30 s");
  });

  it("says nothing of a run shorter than that", () => {
    const { io, progress } = watched({ isTerminal: false });
    for (const event of [planned, stored, graded]) progress.onEvent(event);
    progress.close();
    expect(io.err()).toBe("");
  });
});

const wiped = "\r\u001B[K";

describe("progress on a terminal", () => {
  it("is one line, rewritten at most ten times a second and at least once, and wiped at the end", () => {
    const { io, progress } = watched({ isTerminal: true });
    progress.onEvent(planned);
    vi.advanceTimersByTime(150);
    for (const event of [graded, stored, bought]) progress.onEvent(event);
    vi.advanceTimersByTime(850);
    progress.close();
    const first = "1/4 graded, 0 replies (0 bought, $0.0000), 2 unscored, 0 s";
    const second = "1/4 graded, 2 replies (1 bought, $0.2500), 2 unscored, 1 s";
    expect(io.err()).toBe(`${wiped}${first}${wiped}${second}${wiped}`);
    expect(io.err()).not.toContain("\n");
  });

  it("gives way to a sentence", () => {
    const { io, progress } = watched({ isTerminal: true });
    vi.advanceTimersByTime(1_000);
    progress.say({ kind: "note", message: "something" });
    expect(io.err().endsWith(` 1 s${wiped}something\n`)).toBe(true);
  });
});

describe("the estimate", () => {
  it("is said once before anything is bought", () => {
    const { io, progress } = watched({ isTerminal: false });
    progress.onEvent(estimated);
    progress.close();
    expect(io.err()).toBe(
      "estimate: 3 replies to buy (1 in the store), about 900 input tokens, for $0.0100 to at most $0.5000 before repeats of unreadable replies\n",
    );
  });

  it("names why a price is unknown, and never says 0", () => {
    const { io, progress } = watched({ isTerminal: false });
    progress.onEvent({ ...estimated, usdLow: null, usdHigh: null, reason: "no price for x" });
    progress.close();
    expect(io.err()).toContain("at an unknown price (no price for x)");
  });

  it("says how many more there may be where further replies depend on the first", () => {
    const { io, progress } = watched({ isTerminal: false });
    progress.onEvent({ ...estimated, missingAtMost: 7 });
    progress.close();
    expect(io.err()).toContain("3 replies to buy, up to 7 with those that replies lead to (1 in the store)");
  });

  it("is not worth a word where nothing is to be bought", () => {
    const { io, progress } = watched({ isTerminal: false });
    progress.onEvent({ ...estimated, missingReplies: 0 });
    progress.close();
    expect(io.err()).toBe("");
  });
});

describe("with --json", () => {
  it("every event and remark is a line of JSON, and there is no line but these", () => {
    const io = collectingIo({ isTerminal: true });
    const progress = showProgress(io, { json: true });
    const said = { kind: "note", message: "two\nlines" } as const;
    for (const event of [planned, estimated, bought, graded]) progress.onEvent(event);
    progress.say(said);
    vi.advanceTimersByTime(60_000);
    progress.close();
    const lines = io.err().trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([planned, estimated, bought, graded, said]);
  });
});
