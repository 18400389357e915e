import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { factValues } from "../../src/domain/case-study.ts";
import { levelsOf } from "../../src/domain/scale.ts";
import { readPack } from "../../tools/coverage/pack.ts";
import { sharedPath } from "../support/shared.ts";

const pack = await readPack();
const rubrics = [...pack.rubrics].map(([id, { value }]) => ({ id, rubric: value }));
const caseStudies = [...pack.caseStudies].map(([id, { value }]) => ({ id, caseStudy: value }));
const sources = [
  "000_6451025cf98d1c39.txt",
  "001_01bc2965e51c4b4c.txt",
  "002_661f0324955a71c1.txt",
  "003_fd028a03e96d0657.txt",
  "004_214a1e8a50e97af7.txt",
];
/** The longest heading of a source has twelve words; a sentence of its text has more. */
const longestHeading = 12;

const provenance = [...pack.rubrics, ...pack.caseStudies, ...pack.loops].flatMap(([id, { value }]) =>
  value.provenance.map((each) => ({ id, ...each })),
);

describe.each(rubrics)("rubric $id", ({ rubric }) => {
  it("is a draft that claims no cuts", () => {
    expect([rubric.status, rubric.cuts]).toEqual(["draft", null]);
  });

  it("anchors every level, with words that meet it and words that do not", () => {
    const scale = levelsOf(rubric.scale).map(String);
    for (const { levels, not_observed: rule } of rubric.dimensions) {
      expect(Object.keys(levels)).toEqual(scale);
      expect(rule).not.toBe("");
    }
    const unspoken = rubric.dimensions.flatMap(({ id, levels }) =>
      Object.entries(levels)
        .filter(
          ([, { exemplar, contrast }]) =>
            exemplar === undefined || contrast === undefined || exemplar === contrast,
        )
        .map(([level]) => `${id} ${level}`),
    );
    expect(unspoken).toEqual([]);
  });

  it("gives every profile weights that sum to 100, with a reason", () => {
    for (const { weights, why } of Object.values(rubric.profiles)) {
      expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBe(100);
      expect(why).not.toBe("");
    }
  });

  it("lets flags send to review and do nothing else unasked", () => {
    const acting = rubric.flags.filter(
      ({ effect, cleared_when: clears }) => effect !== "review" || clears === undefined,
    );
    expect(acting).toEqual([]);
  });
});

describe.each(caseStudies)("case study $id", ({ caseStudy }) => {
  const dimensions =
    rubrics.find(({ id }) => id === "scorecard-6d")?.rubric.dimensions.map(({ id }) => id) ?? [];
  const named = (ids: readonly string[]): string[] => ids.filter((id) => !dimensions.includes(id));

  it("says which dimensions it offers, and speaks of no other", () => {
    const { opportunities, expected, follow_ups: followUps } = caseStudy;
    const offered = Object.keys(opportunities);
    expect(offered.length).toBeGreaterThan(0);
    expect(named(offered)).toEqual([]);
    expect(named(followUps.flatMap(({ shows = [] }) => shows))).toEqual([]);
    const asked = [...expected.must, ...expected.should, ...expected.could].map(({ dimension }) => dimension);
    expect(asked.filter((dimension) => !offered.includes(dimension))).toEqual([]);
  });

  it("has a follow-up for each dimension that it offers by follow-up only", () => {
    const byFollowUp = Object.entries(caseStudy.opportunities).filter(([, place]) => place === "follow_up");
    const shown = caseStudy.follow_ups.flatMap(({ shows = [] }) => shows);
    expect(byFollowUp.map(([id]) => id).filter((id) => !shown.includes(id))).toEqual([]);
  });

  it("has figures that can be worked out", () => {
    expect(factValues(caseStudy).size).toBe(caseStudy.facts.length);
  });

  it("gives occasion for flags that a rubric defines", () => {
    const known = new Set(rubrics.flatMap(({ rubric }) => rubric.flags.map(({ id }) => id)));
    expect(caseStudy.flags.filter((id) => !known.has(id))).toEqual([]);
  });

  it("names an archetype and its minutes", () => {
    expect(caseStudy.archetypes.filter((id) => id in pack.archetypes.archetypes).length).toBeGreaterThan(0);
    expect(caseStudy.minutes).toBeGreaterThan(0);
  });
});

describe("the loops", () => {
  it("hold every case study once", () => {
    const held = [...pack.loops.values()].flatMap(({ value }) =>
      value.stages.flatMap(({ case_studies: ids }) => ids),
    );
    expect(held.toSorted()).toEqual([...pack.caseStudies.keys()].sort());
  });

  it("judge every stage by a rubric of its own", () => {
    const judged = [...pack.loops.values()].flatMap(({ value }) => value.stages.map(({ rubric }) => rubric));
    expect(new Set(judged).size).toBe(judged.length);
  });
});

describe("provenance", () => {
  it("is a file and a section, never a sentence", () => {
    const sentences = provenance.filter(
      ({ section }) => section.split(/\s+/).length > longestHeading || /[.!]$/.test(section),
    );
    expect(sentences).toEqual([]);
  });

  it("names the five documents, each of them", () => {
    const named = new Set(provenance.map(({ source }) => source));
    expect(sources.filter((source) => !named.has(source))).toEqual([]);
  });

  const seeds = sources.map((source) => sharedPath(`seeds/${source}`));
  it.skipIf(seeds.includes(null))(
    "points to headings that are there (skipped where the sources are not beside the repository)",
    () => {
      const texts = new Map(
        sources.map((source, index) => [source, folded(readFileSync(seeds[index] ?? "", "utf8"))]),
      );
      const nowhere = provenance.filter(
        ({ source, section }) => texts.has(source) && !texts.get(source)?.includes(folded(section)),
      );
      expect(nowhere).toEqual([]);
    },
  );

  it.skipIf(seeds.includes(null))(
    "is all that is taken over: no ten words in a row stand in a source (skipped where they are not beside the repository)",
    () => {
      const theirs = shingles(seeds.map((seed) => readFileSync(seed ?? "", "utf8")).join("\n"));
      const ours = [
        ...rubrics.map(({ rubric }) => JSON.stringify({ ...rubric, provenance: [] })),
        ...caseStudies.map(({ caseStudy }) => JSON.stringify({ ...caseStudy, provenance: [] })),
      ];
      expect(ours.flatMap((text) => [...shingles(text)].filter((each) => theirs.has(each)))).toEqual([]);
    },
  );
});

function folded(text: string): string {
  return text.replaceAll(/[\s'’"“”]+/g, " ").toLowerCase();
}

function shingles(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.map((_, start) => words.slice(start, start + 10).join(" ")).slice(0, -9));
}
