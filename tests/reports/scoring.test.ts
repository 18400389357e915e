import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import type { ScoredRecording } from "../../src/domain/recording.ts";
import type { ScorecardDimension } from "../../src/domain/scorecard.ts";
import { scoringReportFor, scoringReports } from "../../src/reports/scoring/index.ts";
import type { ScoringReportInput } from "../../src/reports/scoring/scoring-report.ts";
import { clockTime } from "../../src/reports/scoring/scoring-report.ts";

const nothing = { standardError: null, low: null, high: null, confidence: 0.95, covers: "nothing" } as const;

function line(dimension: string, level: number, quote: string): ScorecardDimension {
  return {
    ...nothing,
    dimension,
    status: "scored",
    level,
    beforeFlags: level,
    cappedBy: [],
    spread: null,
    why: "said so",
    unscoredReason: null,
    evidence: [{ kind: "quote", turn: 2, quote, struck: null }],
    askNext: [],
  };
}

const hostile = '=HYPERLINK("http://x")\u001B[31m\n| # <script>';

function recording(quote: string, dimensions = 6): ScoredRecording {
  return {
    schema: "touchstone.scored-recording/1",
    source: "m.csv:2",
    sample: "r-1",
    candidate: quote,
    cohort: quote,
    stage: null,
    caseStudy: "c",
    profile: "even",
    heldOn: null,
    format: "srt",
    status: "scored",
    problem: null,
    scorecard: {
      schema: "touchstone.scorecard/1",
      sample: "r-1",
      candidate: quote,
      caseStudy: "c",
      grader: "judge",
      fingerprint: "f".repeat(64),
      rubric: { id: "r", version: "1.0.0", status: "draft" },
      evidence: "required",
      errorsFrom: { samples: 0, raters: null },
      dimensions: Array.from({ length: dimensions }, (_, index) =>
        line(`d${index}`, 1 + (index % 5), quote.repeat(40)),
      ),
      profiles: [],
      flags: Array.from({ length: 20 }, (_, index) => ({
        flag: `RF${index}`,
        status: "raised",
        evidence: [{ kind: "quote", turn: 2, quote: quote.repeat(40), struck: null }],
        rationale: "so",
      })),
      rulings: [],
      signals: [],
      signs: [],
      claims: [],
      review: Array.from({ length: 20 }, () => ({
        reason: "flag",
        priority: 3,
        about: "RF1",
        detail: quote,
      })),
    },
    conduct: null,
    notes: [],
    definitions: null,
    vault: "v",
    times: { "2": 3725 },
  };
}

function inputOf(...recordings: readonly ScoredRecording[]): ScoringReportInput {
  return {
    evalName: "e",
    rubrics: new Map(),
    async *recordings() {
      yield* recordings;
    },
    orders: async () => [],
    dossiers: async () => [],
  };
}

async function written(ending: string, input: ScoringReportInput): Promise<string> {
  const render = await scoringReportFor(`x${ending}`)();
  let text = "";
  for await (const piece of render(input)) text += piece;
  return text;
}

describe("reports on scored recordings", () => {
  const endings = Object.keys(scoringReports);

  it.each(endings.filter((ending) => ending.endsWith(".csv")))(
    "have no cell that a spreadsheet computes: %s",
    async (ending) => {
      const cells: string[][] = parse(await written(ending, inputOf(recording(hostile))));
      expect(cells.flat().filter((cell) => /^[=+@]/.test(cell))).toEqual([]);
    },
  );

  it.each(endings.filter((ending) => ending.endsWith(".json")))(
    "are JSON whatever was said: %s",
    async (ending) => {
      const text = await written(ending, inputOf(recording(hostile)));
      expect(() => JSON.parse(text)).not.toThrow();
    },
  );

  it.each(endings.filter((ending) => ending.endsWith(".md")))(
    "let nothing of an answer steer a reader: %s",
    async (ending) => {
      const text = await written(ending, inputOf(recording(hostile)));
      expect(text).not.toContain("\u001B");
      expect(text).not.toMatch(/(?<!\\)<script>/);
    },
  );

  it("refuse an ending that nobody knows", () => {
    expect(() => scoringReportFor("x.pdf")).toThrow(/expected one of \.queue\.csv/);
  });

  it("keep a debrief to two pages of at most sixty lines, however long quotes are", async () => {
    const text = await written(".md", inputOf(recording("very long words ", 12)));
    const pages = text.split("\n---\n");
    expect(pages).toHaveLength(2);
    // A line of a page holds about 110 characters.
    const linesOf = (page: string): number =>
      page.split("\n").reduce((sum, each) => sum + Math.max(1, Math.ceil(each.length / 110)), 0);
    for (const page of pages) expect(linesOf(page)).toBeLessThanOrEqual(90);
    expect(text).toContain("1:02:05, turn 2:");
    expect(text).toContain("and 12 more, in the .json and the queue");
  });

  it("have one queue, the most urgent first", async () => {
    const { entries } = JSON.parse(
      await written(
        ".queue.json",
        inputOf({ ...recording("a"), status: "human-only", scorecard: null }, recording("b")),
      ),
    );
    expect(entries[0]).toMatchObject({ priority: 3, reason: "human-only", candidate: "a" });
    expect(entries).toHaveLength(21);
  });
});

describe("a time", () => {
  it.each([
    [undefined, ""],
    [0, "0:00"],
    [65.9, "1:05"],
    [3600, "1:00:00"],
  ])("%s s reads %s", (seconds, words) => {
    expect(clockTime(seconds)).toBe(words);
  });
});
