import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { claimTags, numericClaims } from "../../src/scoring/numeric-claims.ts";
import { wilsonInterval } from "../../src/statistics/wilson.ts";
import { readCsv } from "../../src/store/csv.ts";
import { readDataset } from "../../src/store/datasets.ts";

const folder = fileURLToPath(new URL("../../datasets/persona-answers", import.meta.url));

/** A claim that a reader marked, or that was found; `start` and `end` are its place in the turn. */
type Claim = {
  readonly sample: string;
  readonly turn: number;
  readonly start: number;
  readonly end: number;
  readonly fact: string;
  readonly tag: string;
};
type Mark = Claim & { readonly use: string };

it("claims marked by hand are found as the data card says", async ({ annotate }) => {
  const { marks, claims } = await markedAndFound();
  const rows = ["rules", "held-out"].flatMap((use) => rowsFor(use, marks, claims));
  await annotate(rows.join("\n"));
  expect(marks.length).toBeGreaterThanOrEqual(60);
  const card = await readFile(`${folder}/README.md`, "utf8");
  for (const row of rows) expect(card).toContain(row);
});

async function markedAndFound(): Promise<{
  readonly marks: readonly Mark[];
  readonly claims: readonly Claim[];
}> {
  const { samples, caseStudies } = await readDataset(folder);
  const textOf = (id: string, turn: number): string =>
    samples.find((sample) => sample.id === id)?.transcript.turns[turn - 1]?.text ?? "";
  const columns = {
    required: ["sample", "turn", "quote", "fact", "tag", "use"],
    optional: [],
    others: "refuse",
  } as const;
  const marks: Mark[] = [];
  for await (const { cells } of readCsv(`${folder}/claims.csv`, columns, [])) {
    const { sample = "", quote = "", fact = "", tag = "", use = "" } = cells;
    const turn = Number(cells["turn"]);
    const start = textOf(sample, turn).indexOf(quote);
    expect(start, `${sample} turn ${turn} says "${quote}"`).toBeGreaterThanOrEqual(0);
    marks.push({ sample, turn, start, end: start + quote.length, fact, tag, use });
  }
  const read = new Set(marks.map(({ sample }) => sample));
  const claims = samples
    .filter(({ id }) => read.has(id))
    .flatMap(({ id, caseStudyId, transcript }) =>
      numericClaims(transcript, caseStudies.get(caseStudyId) ?? { facts: [] }).map((claim) => ({
        ...claim,
        sample: id,
        end: claim.start + claim.quote.length,
      })),
    );
  return { marks, claims };
}

/** Found: the same fact and tag at the same place. Every figure of an answer was looked at, so that what is not marked is no claim. */
function rowsFor(use: string, allMarks: readonly Mark[], allClaims: readonly Claim[]): string[] {
  const marks = allMarks.filter((mark) => mark.use === use);
  const read = new Set(marks.map(({ sample }) => sample));
  const claims = allClaims.filter(({ sample }) => read.has(sample));
  return ["all", ...claimTags].map((tag) => {
    const [marked, found] = [marks, claims].map((list) =>
      list.filter((each) => tag === "all" || each.tag === tag),
    );
    const precision = share(
      (found ?? []).filter((claim) => marks.some((mark) => isSame(mark, claim))).length,
      found,
    );
    const recall = share(
      (marked ?? []).filter((mark) => claims.some((claim) => isSame(mark, claim))).length,
      marked,
    );
    return `| ${use} | ${tag} | ${precision} | ${recall} |`;
  });
}

function isSame(mark: Claim, claim: Claim): boolean {
  const isThere =
    mark.sample === claim.sample &&
    mark.turn === claim.turn &&
    claim.start < mark.end &&
    claim.end > mark.start;
  return isThere && mark.fact === claim.fact && mark.tag === claim.tag;
}

function share(count: number, all: readonly unknown[] = []): string {
  const interval = wilsonInterval(count, all.length);
  if (interval === null) return "0 of 0";
  const [point, low, high] = [count / all.length, interval.low, interval.high].map((each) => each.toFixed(2));
  return `${count} of ${all.length} = ${point} [${low}, ${high}]`;
}
