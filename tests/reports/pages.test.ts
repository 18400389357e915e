import { describe, expect, it } from "vitest";
import type { Dossier } from "../../src/domain/loop.ts";
import { scorecardSchema, type Scorecard, type WhatIf } from "../../src/domain/scorecard.ts";
import { dossierPage } from "../../src/reports/pages/dossier.ts";
import { interviewConductPage } from "../../src/reports/pages/interview-conduct.ts";
import {
  pageMarkdown,
  pageReportFor,
  pageReports,
  pageText,
  type Page,
} from "../../src/reports/pages/page.ts";
import { scorecardPage } from "../../src/reports/pages/scorecard.ts";
import { whatIfPage } from "../../src/reports/pages/what-if.ts";

const known = { standardError: 0.3, low: 2.4, high: 3.6, confidence: 0.95, covers: "raters" } as const;
const unknown = { standardError: null, low: null, high: null, confidence: 0.95, covers: "nothing" } as const;
const rubric = { id: "r", version: "1.0.0", status: "draft" };

/** A scorecard whose every word is the given one. */
function cardOf(word: string): Scorecard {
  const quote = { kind: "quote", turn: 1, quote: word, struck: null } as const;
  const line = { dimension: "cost", beforeFlags: 4, spread: null, unscoredReason: null, cappedBy: [] };
  return scorecardSchema.parse({
    schema: "touchstone.scorecard/1",
    sample: "s1",
    candidate: word,
    caseStudy: "c",
    grader: word,
    fingerprint: "0123456789abcdef",
    rubric,
    evidence: "required",
    errorsFrom: { samples: 40, raters: "human" },
    dimensions: [
      {
        ...line,
        ...known,
        status: "scored",
        level: 2,
        cappedBy: [{ flag: "RF1", level: 2 }],
        why: word,
        evidence: [quote, { ...quote, struck: "not found" }],
        askNext: [],
      },
      {
        ...line,
        ...unknown,
        dimension: "risk",
        status: "not-observed",
        level: null,
        beforeFlags: null,
        why: word,
        evidence: [],
        askNext: [word],
      },
    ],
    profiles: [
      {
        profile: "even",
        mean: 3,
        reason: null,
        observedWeight: 0.8,
        ...known,
        bands: [{ name: "yes", from: 3, probability: 0.5 }],
        openKnockouts: ["RF5"],
        confirmedKnockouts: [],
      },
      {
        profile: "other",
        mean: null,
        reason: "insufficient-evidence",
        observedWeight: 0.5,
        ...unknown,
        bands: [],
        openKnockouts: [],
        confirmedKnockouts: [],
      },
    ],
    flags: [{ flag: "RF1", status: "raised", evidence: [quote], rationale: word }],
    rulings: [{ flag: "RF1", ruling: "confirmed", by: word }],
    signals: [{ signal: "SS1", evidence: [quote] }],
    claims: [],
    signs: [{ turn: 1, kind: "note", quote: word }],
    review: [{ reason: "flag", priority: 3, about: "RF1", detail: word }],
  });
}

function dossierOf(word: string): Dossier {
  return {
    schema: "touchstone.dossier/1",
    candidate: word,
    loop: { id: "loop", version: "1.0.0", status: "draft" },
    rubric,
    stages: [
      { stage: "one", title: word, minutes: null, weight: 60, status: "missing", rubric, scorecards: [] },
    ],
    dimensions: [
      {
        dimension: "cost",
        observations: [],
        level: null,
        ...unknown,
        spreadOfRaters: null,
        spreadOfStages: null,
        askNext: [{ stage: "one", ask: word }],
      },
    ],
    profiles: [],
    flags: [],
    notObserved: ["cost"],
    review: [],
  };
}

function whatIfOf(word: string): WhatIf {
  const candidate = {
    sample: "s1",
    candidate: word,
    mean: 3,
    standardError: null,
    rank: 1,
    rankLow: 1,
    rankHigh: 2,
    keptRank: 0.8,
  };
  return {
    schema: "touchstone.what-if/1",
    rubric,
    grader: word,
    fingerprint: "0123456789abcdef",
    points: 5,
    replicates: 10,
    seed: 1,
    profiles: [
      {
        profile: "even",
        weights: { cost: 100 },
        candidates: [candidate],
        neighbours: [
          { above: "s1", below: word, difference: 0.2, withinNoise: null, notComparableOn: ["risk"] },
        ],
      },
    ],
  };
}

const pages: Readonly<Record<string, (word: string) => Page>> = {
  scorecard: (word) => scorecardPage(cardOf(word)),
  dossier: (word) => dossierPage(dossierOf(word)),
  "what-if": (word) => whatIfPage(whatIfOf(word)),
  "interview conduct": (word) =>
    interviewConductPage({
      schema: "touchstone.interview-conduct/1",
      sample: word,
      caseStudy: "c",
      prompt: { spokenShare: 0.5, unspokenFigures: [word] },
      followUps: [{ ask: word, when: word, turn: null }],
      hints: [{ turn: 3, words: word, why: word }],
      offLimits: [],
      talk: { words: { interviewer: 10, candidate: 90, other: 0 }, interviewerShare: 0.1, minutes: null },
    }),
};

describe("a scorecard's page", () => {
  const text = pageText(scorecardPage(cardOf("word")));

  it.each([
    ["stamps a draft", "! Rubric r 1.0.0 is a draft: nobody has approved it."],
    ["shows a level with its interval and what capped it", "2.00 [2.40, 3.60]  4.00, RF1 caps at 2"],
    ["counts the quotes that hold", "1 of 2"],
    ["says what was not observed and what to ask", "risk: not observed, word. Ask next: word"],
    ["gives the probability of a band and who must rule", "RF5 waits for a named person"],
    ["gives no mean from too little", "insufficient evidence"],
    ["says who ruled on a flag", 'RF1 raised: word | turn 1: "word"; confirmed by word'],
    ["says what intervals cover", "Intervals cover the grader's error against raters, not its repeats."],
  ])("%s", (_, words) => {
    expect(text).toContain(words);
  });
});

describe("a dossier's page", () => {
  it("names the stages that were not held", () => {
    const text = pageText(dossierPage(dossierOf("First")));
    expect(text).toContain("! Not held, and counted as nothing: First.");
    expect(text).toContain("cost: one: First");
  });
});

describe("a what-if page", () => {
  it("claims nothing of an order whose error is not known", () => {
    expect(pageText(whatIfPage(whatIfOf("word")))).toContain(
      "s1 over word: +0.20, the error is not known, so nothing is claimed of the order; not comparable on: risk",
    );
  });
});

describe.each(Object.entries(pages))("the page of a %s", (_, pageOf) => {
  const hostile = "a | b\n# c <img src=x> [d](javascript:e)\u001B[31m\u202Ef";
  const obeyedByTerminals = /[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/u;

  it("has as many lines whatever the words in it are, and none that a terminal obeys", () => {
    const lines = (word: string): number => pageText(pageOf(word)).split("\n").length;
    expect(lines(hostile)).toBe(lines("word"));
    expect(pageText(pageOf(hostile))).not.toMatch(obeyedByTerminals);
  });

  it("opens no tag, link or heading of its own in Markdown", () => {
    const text = pageMarkdown(pageOf(hostile));
    expect(text.split("\n").length).toBe(pageMarkdown(pageOf("word")).split("\n").length);
    expect(text).not.toMatch(/(?<!\\)<img|\](?<!\\)\(javascript/);
  });
});

describe("the endings of pages", () => {
  it("are those of the registry, and others are refused", () => {
    expect(Object.keys(pageReports)).toEqual([".json", ".md", ".txt"]);
    expect(pageReportFor("x.json")({ a: 1 }, { title: "", banners: [], sections: [] })).toBe(
      '{\n  "a": 1\n}\n',
    );
    expect(() => pageReportFor("x.pdf")).toThrow(
      "x.pdf: no report has this ending; expected one of .json .md .txt",
    );
  });
});
