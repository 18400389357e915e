import { describe, expect, it } from "vitest";
import { flagRows, flagRowsOfGraders } from "../../src/analysis/flags.ts";
import { createPanel } from "../../src/analysis/readings.ts";
import type { AgreementRow } from "../../src/domain/analysis.ts";
import type { FlagRow } from "../../src/domain/flag.ts";
import type { Label } from "../../src/domain/label.ts";

/** What each source said of the items in their order: 1, 0, or a dot where it said nothing. */
type Said = Readonly<Record<string, Readonly<Record<string, string>>>>;

function rowsOf(
  said: Said,
  { reference = "each", clusters = 99 }: { readonly reference?: string; readonly clusters?: number } = {},
): AgreementRow[] {
  const labels = Object.entries(said).flatMap(([flag, sources]) =>
    Object.entries(sources).flatMap(([source, cells]) =>
      cells.split("").flatMap((cell, item): Label[] => {
        const round = source === "settled" ? "adjudicated" : null;
        const rater = source === "settled" ? "h1" : source;
        const value = cell === "-" ? null : Number(cell);
        const further = { quote: null, round, blind: false, sampling: "unknown", at: null };
        return cell === "." ? [] : [{ sampleId: `i${item}`, rater, dimension: flag, value, ...further }];
      }),
    ),
  );
  const items = Array.from({ length: 10 }, (_, item) => ({ id: `i${item}`, cluster: `c${item % clusters}` }));
  const frame = { run: "r", split: "all", reference, profile: null, clusterBy: "item", level: 0.95, seed: 1 };
  const panel = createPanel(items, Object.keys(said));
  return flagRows({ panel, frame, raters: ["h1", "h2", "h3"], grader: "judge", labels });
}

/** Precision and recall of one flag. */
function pairOf(rows: readonly AgreementRow[], dimension = "flag:RF01") {
  const [precision, recall] = ["flag_precision", "flag_recall"].map((name) => {
    const row = rows.find((each) => each.dimension === dimension && each.statistic === name);
    if (row === undefined) throw new Error(`no ${name} on ${dimension}`);
    return row;
  });
  if (precision === undefined || recall === undefined) throw new Error("no rows");
  return { precision, recall };
}

describe("flagRows", () => {
  it("divides what both raised by what each raised, with Wilson's intervals", () => {
    // Raters raise i0-i4, the judge i0-i2 and i5: 3 by both, 4 by the judge, 5 by the raters.
    const cells = { h1: "1111100000", h2: "1111100000", h3: "1111100000", judge: "1110010000" };
    const { precision, recall } = pairOf(rowsOf({ "flag:RF01": cells }));
    expect(precision).toMatchObject({ grader: "judge", against: "human", reference: "majority" });
    expect(precision).toMatchObject({ value: 3 / 4, n: 4, missing: 0, coverage: 1, method: "wilson" });
    expect(recall).toMatchObject({ value: 3 / 5, n: 5, missing: 0, coverage: 1, reason: null });
    // p = 3/4, z² = 3.8415: (0.75 + 0.48018 ± 0.64082) ÷ 1.96036; p = 3/5: (0.6 + 0.38415 ± 0.57616) ÷ 1.76829.
    expect(precision.low).toBeCloseTo(0.300642, 5);
    expect(precision.high).toBeCloseTo(0.954414, 5);
    expect(recall.low).toBeCloseTo(0.230726, 4);
    expect(recall.high).toBeCloseTo(0.88238, 4);
  });

  it.each([
    ["all three", "1", "1", "1", 1],
    ["two of three", "1", "1", "0", 1],
    ["one of three", "1", "0", "0", 0],
    ["one of the two who judged: a tie asks a person to look", "1", "0", ".", 1],
    ["one, where the others did not observe", "-", "1", "-", 1],
  ])("takes a flag as raised by %s: %s%s%s", (_, h1, h2, h3, raised) => {
    const { recall, precision } = pairOf(rowsOf({ "flag:RF01": { h1, h2, h3, judge: "1" } }));
    expect(recall.n).toBe(raised);
    expect(precision.value).toBe(raised);
  });

  it.each([
    ["each", "majority", 1 / 3],
    ["mean", "majority", 1 / 3],
    ["rater:h3", "rater:h3", 2 / 3],
    ["adjudicated", "adjudicated", 1],
  ])("with reference %s looks at the flags of %s", (reference, named, value) => {
    const cells = { h1: "100", h2: "100", h3: "110", settled: "111", judge: "111" };
    const { precision } = pairOf(rowsOf({ "flag:RF01": cells }, { reference }));
    expect(precision).toMatchObject({ reference: named, value });
  });

  it("counts what one side did not judge as missing, and never as not raised", () => {
    const { precision, recall } = pairOf(rowsOf({ "flag:RF01": { h1: "1111.", judge: "11..1" } }));
    expect(precision).toMatchObject({ value: 1, n: 2, missing: 1, coverage: 2 / 3 });
    expect(recall).toMatchObject({ value: 1, n: 2, missing: 2, coverage: 1 / 2 });
  });

  it.each([
    ["the grader raised none", { h1: "110", judge: "000" }, [null, "none_raised"], [0, null]],
    ["the raters raised none", { h1: "000", judge: "010" }, [0, null], [null, "none_raised"]],
    ["nobody raised any", { h1: "000", judge: "000" }, [null, "none_raised"], [null, "none_raised"]],
    ["the grader judged none", { h1: "110" }, [null, "no_overlap"], [null, "no_overlap"]],
    ["the raters judged none", { judge: "110" }, [null, "no_overlap"], [null, "no_overlap"]],
  ])("has a value or a reason where %s", (_, cells, ofPrecision, ofRecall) => {
    const { precision, recall } = pairOf(rowsOf({ "flag:RF01": cells }));
    expect([precision.value, precision.reason]).toEqual(ofPrecision);
    expect([recall.value, recall.reason]).toEqual(ofRecall);
  });

  it("counts each flag of each item once over all flags, and has no such rows for a single flag", () => {
    // RF01: 1 by both of 2 by the judge and 1 by the rater; RF02: 1 of 1 and of 3. Together 2 of 3, and of 4.
    const one = { h1: "1000000000", judge: "1100000000" };
    const other = { h1: "0011100000", judge: "0010000000" };
    const both = rowsOf({ "flag:RF01": one, "flag:RF02": other });
    const { precision, recall } = pairOf(both, "flags");
    expect(precision).toMatchObject({ value: 2 / 3, n: 3, clusters: 3 });
    expect(recall).toMatchObject({ value: 2 / 4, n: 4, clusters: 4 });
    expect(both).toHaveLength(6);
    expect(rowsOf({ "flag:RF01": one })).toHaveLength(2);
  });

  it("has no interval where flagged items share clusters, since Wilson's supposes that they are independent", () => {
    const cells = { h1: "1111000000", judge: "1111000000" };
    const { precision } = pairOf(rowsOf({ "flag:RF01": cells }, { clusters: 3 }));
    expect(precision).toMatchObject({ value: 1, n: 4, clusters: 3, low: null });
    expect(precision.intervalReason).toBe("items share clusters");
  });
});

describe("flagRowsOfGraders", () => {
  const label = (sampleId: string, value: number): Label => ({
    sampleId,
    rater: "h1",
    dimension: "flag:RF01",
    value,
    quote: null,
    round: null,
    blind: true,
    sampling: "all",
    at: null,
  });
  const finding = (sample: string, status: "raised" | "cleared" | "not-observed"): FlagRow => {
    const place = { sample, grader: "judge", flag: "RF01", repeat: null };
    if (status === "raised") return { ...place, status, evidence: [], rationale: "" };
    if (status === "cleared") return { ...place, status, evidence: [], clearedBy: [], rationale: "" };
    return { ...place, status, opportunity: "" };
  };
  const frame = {
    run: "r",
    split: "all",
    reference: "each",
    profile: null,
    clusterBy: "item",
    level: 0.95,
    seed: 1,
  };
  const panel = createPanel(
    ["a", "b", "c", "d"].map((id) => ({ id, cluster: id })),
    ["structure"],
  );
  const rowsOf = (labels: readonly Label[], findings: readonly FlagRow[]) =>
    flagRowsOfGraders({ panel, frame, raters: ["h1"], labels, graders: ["judge"], findings });

  it("counts a cleared flag as not raised and one not observed as not judged", () => {
    const labels = [label("a", 1), label("b", 1), label("c", 0), label("d", 1)];
    const findings = [
      finding("a", "raised"),
      finding("b", "cleared"),
      finding("c", "raised"),
      finding("d", "not-observed"),
    ];
    // Raised by the grader: a, c, of which the rater raised a. Raised by the rater and judged: a, b, of which the grader raised a.
    const { precision, recall } = pairOf(rowsOf(labels, findings));
    expect(precision).toMatchObject({ value: 1 / 2, n: 2, missing: 0, grader: "judge" });
    expect(recall).toMatchObject({ value: 1 / 2, n: 2, missing: 1 });
  });

  it("says nothing where no rater labelled flags or the grader was not asked", () => {
    expect(rowsOf([], [finding("a", "raised")])).toStrictEqual([]);
    expect(rowsOf([label("a", 1)], [])).toStrictEqual([]);
  });
});
