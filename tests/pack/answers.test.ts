import { describe, expect, it } from "vitest";
import { adjudicatedRound } from "../../src/analysis/readings.ts";
import type { Label } from "../../src/domain/label.ts";
import type { Sample } from "../../src/domain/sample.ts";
import { readPack } from "../../tools/coverage/pack.ts";
import { candidateWords, counted, kindOf, median, nearestTwins } from "../../tools/pack-figures.ts";

const { datasets, caseStudies } = await readPack();
const sets = [...datasets].map(([name, { value }]) => ({ name, dataset: value }));
const everybody = sets.flatMap(({ dataset }) => dataset.samples);

function samplesOf(name: string): readonly Sample[] {
  return datasets.get(name)?.value.samples ?? [];
}

/** Most answers to one case study. */
function mostAnswered(samples: readonly Sample[]): number {
  return counted(samples.map(({ caseStudyId }) => caseStudyId))[0]?.[1] ?? 0;
}

function shareOf(kind: string, samples: readonly Sample[]): number {
  return samples.filter((sample) => kindOf(sample) === kind).length / samples.length;
}

describe("figures of answers", () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ])("the median of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it("count shared shingles as a share of the shorter answer's", () => {
    // Eleven words make four shingles of eight, nine words make two; the longer answer begins with the shorter one.
    const short = "one two three four five six seven eight nine";
    const twins = nearestTwins([
      spoken("a", `${short} ten eleven`),
      spoken("b", short),
      spoken("c", "other words"),
    ]);
    expect(twins).toEqual({ a: "a", b: "b", share: 1 });
  });
});

describe("the bundled answers", () => {
  it("are at least 120 with labels, and there are some to every case study", () => {
    const labelled = sets.flatMap(({ dataset }) => [
      ...new Set(dataset.labels.map(({ sampleId }) => sampleId)),
    ]);
    expect(labelled.length).toBeGreaterThanOrEqual(120);
    const answered = new Set(everybody.map(({ caseStudyId }) => caseStudyId));
    expect([...caseStudies.keys()].filter((id) => !answered.has(id))).toEqual([]);
  });

  it("have ids and candidates of their own across all sets", () => {
    expect(new Set(everybody.map(({ id }) => id)).size).toBe(everybody.length);
    expect(new Set(everybody.map(({ candidate }) => candidate)).size).toBe(everybody.length);
  });

  it("have 350 to 950 candidate words each", () => {
    const words = everybody.map(candidateWords);
    expect(Math.min(...words)).toBeGreaterThanOrEqual(350);
    expect(Math.max(...words)).toBeLessThanOrEqual(950);
  });

  it("share no more than 5 % of their eight-word shingles, whichever two one takes", () => {
    expect(nearestTwins(everybody).share).toBeLessThan(0.05);
  });

  // The golden answers are twenty to each of three rounds.
  it.each(["persona-answers", "contrast-pairs"])("are four to a case study at most in %s", (name) => {
    expect(mostAnswered(samplesOf(name))).toBeLessThanOrEqual(4);
  });
});

describe.each(sets)("the labels of $name", ({ dataset }) => {
  it("come from three blind readers of kind model, on all six dimensions of whatever is labelled", () => {
    const { labels, raters } = dataset;
    expect(new Set(raters.map(({ kind }) => kind))).toEqual(new Set(["model"]));
    const first = labels.filter(({ round }) => round !== adjudicatedRound);
    const cells = Map.groupBy(first, ({ sampleId, dimension }) => `${sampleId} ${dimension}`);
    expect(cells.size).toBe(new Set(first.map(({ sampleId }) => sampleId)).size * 6);
    const isRead = (read: readonly Label[]): boolean =>
      read.length === 3 && new Set(read.map(({ rater }) => rater)).size === 3;
    expect([...cells].filter(([, read]) => !isRead(read)).map(([cell]) => cell)).toEqual([]);
    expect(first.filter(({ blind }) => !blind)).toEqual([]);
  });
});

/** Cells on which two readers are two levels apart and nobody has decided. */
function undecided(name: string): string[] {
  const labels = datasets.get(name)?.value.labels ?? [];
  const cells = Map.groupBy(labels, ({ sampleId, dimension }) => `${sampleId} ${dimension}`);
  const open = [...cells].filter(([, read]) => {
    const levels = read.flatMap(({ value }) => (value === null ? [] : [value]));
    const isDecided = read.some(({ round }) => round === adjudicatedRound);
    return Math.max(...levels) - Math.min(...levels) >= 2 && !isDecided;
  });
  return open.map(([cell]) => cell);
}

describe("cells on which readers are two levels apart", () => {
  // The golden answers were read before there was an adjudicator: two of their cells stay open.
  it.each(["persona-answers", "contrast-pairs"])("have a third decision in %s", (name) => {
    expect(undecided(name)).toEqual([]);
  });
});

describe("the persona answers", () => {
  const samples = samplesOf("persona-answers");

  it("are split by case study, twenty of them or more on each side", () => {
    const splits = Map.groupBy(samples, ({ split }) => split);
    expect(new Set(splits.keys())).toEqual(new Set(["calibration", "test"]));
    const studies = [...splits.values()].map((side) => new Set(side.map(({ caseStudyId }) => caseStudyId)));
    for (const side of studies) expect(side.size).toBeGreaterThanOrEqual(20);
    expect([...(studies[0] ?? [])].filter((id) => studies[1]?.has(id))).toEqual([]);
  });

  it("are an edge case or adversarial in a fifth each, flagged in more than a twentieth", () => {
    expect(shareOf("edge", samples)).toBeGreaterThanOrEqual(0.2);
    expect(shareOf("adversarial", samples)).toBeGreaterThanOrEqual(0.2);
    expect(shareOf("flagged", samples)).toBeGreaterThanOrEqual(0.05);
  });

  it.each(["llm_genai", "ml_platform", "applied_ml"])("are for %s in a fifth or more", (archetype) => {
    const of = samples.filter(({ caseStudyId }) =>
      caseStudies.get(caseStudyId)?.value.archetypes.includes(archetype),
    );
    expect(of.length / samples.length).toBeGreaterThanOrEqual(0.2);
  });
});

describe("the contrast pairs", () => {
  const { samples = [], orders = [] } = datasets.get("contrast-pairs")?.value ?? {};

  it("are ordered as their samples say", () => {
    const byPair = Map.groupBy(samples, ({ metadata }) => String(metadata["pair"]));
    const derived = [...byPair].map(([pair, both]) => {
      const idOf = (side: string): string | undefined =>
        both.find(({ metadata }) => metadata["side"] === side)?.id;
      return { pair, weaker: idOf("weak"), stronger: idOf("strong"), dimension: both[0]?.metadata["about"] };
    });
    expect(orders).toEqual(derived);
    expect(orders.length).toBe(24);
  });

  it("answer the same case study twice", () => {
    const studyOf = new Map(samples.map(({ id, caseStudyId }) => [id, caseStudyId]));
    const differing = orders.filter(({ weaker, stronger }) => studyOf.get(weaker) !== studyOf.get(stronger));
    expect(differing).toEqual([]);
  });

  it("give no length away: the weak answer is the longer one in five pairs at least", () => {
    const words = new Map(samples.map((sample) => [sample.id, candidateWords(sample)]));
    const longer = orders.filter(
      ({ weaker, stronger }) => (words.get(weaker) ?? 0) > (words.get(stronger) ?? 0),
    );
    expect(longer.length).toBeGreaterThanOrEqual(5);
  });
});

function spoken(id: string, text: string): Sample {
  const turns = [{ turn: 1, role: "candidate" as const, text }];
  return { id, candidate: id, caseStudyId: "c", split: "test", transcript: { turns }, metadata: {} };
}
