import { counted } from "../domain/counted.ts";
import type { EvalSpecStandard, ExampleLabel, GradedExample, GradedExamples } from "../domain/eval-spec.ts";
import { alphaUndefinedReason, krippendorffAlpha } from "../statistics/krippendorff-alpha.ts";
import { ratingTable } from "../statistics/rating-table.ts";
import { normalQuantile } from "../statistics/special-functions.ts";
import { wilsonInterval } from "../statistics/wilson.ts";

/** What an author says of the examples: the pass rate to reach, and how many of how many passed. */
export type EvalSpecClaims = {
  readonly threshold: number | null;
  readonly passed: { readonly count: number; readonly of: number } | null;
};

/** The hundred is the source's; the percentages are ours. */
const standard = { examples: 100, verdictPercent: 90, edgePercent: 20, adversarialPercent: 15 } as const;

const leftToReader = [
  "whether a row is what its kind says",
  "slices read apart",
  "guide for labellers",
  "why this threshold, and what happens below it",
  "owner and upkeep",
];

type Line = EvalSpecStandard["lines"][number];

/** Holds graded examples against the 100-example standard of rubric `s3-eval-spec-artifact`, as far as counting goes. */
export function evalSpecStandard(graded: GradedExamples, claims: EvalSpecClaims): EvalSpecStandard {
  const byInput = Map.groupBy(graded.examples, ({ input }) => fold(input));
  const examples = [...byInput.values()].flatMap(([first]) => first ?? []);
  const ids = new Set(examples.map(({ id }) => id));
  const labels = graded.labels.filter(({ exampleId }) => ids.has(exampleId));
  const verdicts = { n: examples.length, percent: standard.verdictPercent, untagged: 0 };
  const lines = [
    countLine(examples.length),
    shareLine("verdicts", examples.filter(({ hasVerdict }) => hasVerdict).length, verdicts),
    kindLine("edge", standard.edgePercent, examples),
    kindLine("adversarial", standard.adversarialPercent, examples),
    regressionLine(examples),
    shareLine("two labellers", twiceLabelled(labels), verdicts),
    thresholdLine(claims, examples.length),
    clearedLine(claims, examples.length),
  ];
  return {
    schema: "touchstone.eval-spec-standard/1",
    name: graded.name,
    examples: examples.length,
    repeated: graded.examples.length - examples.length,
    kinds: countBy(examples.map(({ kind }) => kind ?? "")),
    labelledBy: graded.labelledBy,
    lines,
    agreement: agreementOf(labels, graded.labelsAre),
    ...suggestedLevel(examples, lines),
    leftToReader,
  };
}

/** Inputs that differ in case and white space only are one. */
function fold(input: string): string {
  return input.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, " ").trim();
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts = Array.from(
    Map.groupBy(words, (word) => word),
    ([word, all]) => [word, all.length] as const,
  );
  return Object.fromEntries(counts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function countLine(n: number): Line {
  const short = standard.examples - n;
  return {
    line: "examples",
    status: short <= 0 ? "met" : "not met",
    found: `${n}, at least ${standard.examples} wanted`,
    missing: short <= 0 ? null : `${short} more`,
  };
}

/** A share of at least `percent`; unknown where examples without a kind could still make it. */
function shareLine(
  line: string,
  count: number,
  { n, percent, untagged }: { readonly n: number; readonly percent: number; readonly untagged: number },
): Line {
  const short = Math.ceil((n * percent) / 100) - count;
  const found = `${count} of ${n} (${((100 * count) / n).toFixed(1)} %), at least ${percent} % wanted`;
  if (short <= 0) return { line, status: "met", found, missing: null };
  if (short <= untagged)
    return { line, status: "unknown", found, missing: `the kind of ${counted(untagged, "example")}` };
  return { line, status: "not met", found, missing: `${short} more of ${n}` };
}

function kindLine(kind: string, percent: number, examples: readonly GradedExample[]): Line {
  const count = examples.filter((example) => example.kind === kind).length;
  return shareLine(kind, count, { n: examples.length, percent, untagged: untaggedCount(examples) });
}

function untaggedCount(examples: readonly GradedExample[]): number {
  return examples.filter(({ kind }) => kind === null).length;
}

/** A regression example says in `source` which failure, or which traffic that works today, it comes from. */
function regressionLine(examples: readonly GradedExample[]): Line {
  const own = examples.filter(({ kind }) => kind === "regression");
  const sources = own.flatMap(({ source }) =>
    source === null || fold(source) === "invented" ? [] : [fold(source)],
  );
  const untraced = own.length - sources.length;
  const line = "regression";
  const found =
    own.length === 0
      ? "none"
      : `${own.length}, ${sources.length} traced to ${counted(new Set(sources).size, "source")}`;
  if (own.length > 0 && untraced === 0) return { line, status: "met", found, missing: null };
  if (own.length > 0) return { line, status: "not met", found, missing: `the source of ${untraced}` };
  const untagged = untaggedCount(examples);
  return untagged > 0
    ? { line, status: "unknown", found, missing: `the kind of ${counted(untagged, "example")}` }
    : { line, status: "not met", found, missing: "examples of kind regression, with their source" };
}

function thresholdLine({ threshold }: EvalSpecClaims, n: number): Line {
  const line = "threshold";
  if (threshold === null)
    return { line, status: "unknown", found: "none given", missing: "the pass rate to reach (--threshold)" };
  const needed = passesNeeded(threshold, n);
  if (needed !== null) {
    const found = `${threshold}: ${needed} of ${n} must pass for the lower bound to clear it`;
    return { line, status: "met", found, missing: null };
  }
  const enough = examplesNeeded(threshold);
  const missing =
    enough === null ? "a threshold below 1" : `a lower threshold, or at least ${counted(enough, "example")}`;
  return { line, status: "not met", found: `${threshold}: not shown even if all ${n} pass`, missing };
}

function clearedLine({ threshold, passed }: EvalSpecClaims, n: number): Line {
  const line = "threshold cleared";
  const interval = passed === null ? null : wilsonInterval(passed.count, passed.of);
  if (passed === null || interval === null)
    return { line, status: "unknown", found: "no results given", missing: "how many passed (--passed)" };
  const bounds = [interval.low, interval.high].map((bound) => (100 * bound).toFixed(1)).join("-");
  const found = `${passed.count} of ${passed.of} passed: ${bounds} % (Wilson, 95 %)`;
  if (threshold === null)
    return { line, status: "unknown", found, missing: "the pass rate to reach (--threshold)" };
  if (interval.low < threshold) {
    const needed = passesNeeded(threshold, passed.of);
    const missing =
      needed === null ? "more examples" : counted(needed - passed.count, "more pass", "more passes");
    return { line, status: "not met", found, missing };
  }
  return passed.of < n
    ? { line, status: "unknown", found, missing: `the results of ${counted(n - passed.of, "example")}` }
    : { line, status: "met", found, missing: null };
}

/** The fewest passes of n whose lower Wilson bound (95 %) is at least the threshold; null where all n are too few. */
export function passesNeeded(threshold: number, n: number): number | null {
  for (let count = 0; count <= n; count += 1) {
    const interval = wilsonInterval(count, n);
    if (interval !== null && interval.low >= threshold) return count;
  }
  return null;
}

/** The fewest examples that can show a threshold t, all passing: n / (n + z²) ≥ t. Null where none can. */
function examplesNeeded(threshold: number): number | null {
  return threshold < 1 ? Math.ceil((normalQuantile(0.975) ** 2 * threshold) / (1 - threshold)) : null;
}

function twiceLabelled(labels: readonly ExampleLabel[]): number {
  const cells = Map.groupBy(labels, ({ exampleId, dimension }) => JSON.stringify([exampleId, dimension]));
  const twice = [...cells.values()].filter((cell) => cell.length > 1).flat();
  return new Set(twice.map(({ exampleId }) => exampleId)).size;
}

function agreementOf(
  labels: readonly ExampleLabel[],
  labelsAre: GradedExamples["labelsAre"],
): EvalSpecStandard["agreement"] {
  const raters = [...new Set(labels.map(({ rater }) => rater))];
  return Array.from(
    Map.groupBy(labels, ({ dimension }) => dimension),
    ([dimension, own]) => {
      const units = [...Map.groupBy(own, ({ exampleId }) => exampleId).values()].filter(
        (unit) => unit.length > 1,
      );
      const table = ratingTable(
        units.map((unit) =>
          raters.map((rater) => unit.find((label) => label.rater === rater)?.value ?? null),
        ),
      );
      const pairs = units.flatMap((unit) =>
        unit.flatMap((a, index) => unit.slice(index + 1).map((b) => a.value === b.value)),
      );
      return {
        dimension,
        n: units.length,
        exact: pairs.length === 0 ? null : pairs.filter(Boolean).length / pairs.length,
        alpha: krippendorffAlpha(table, labelsAre),
        labelsAre,
        reason: alphaUndefinedReason(table),
      };
    },
  );
}

/** The rubric's ladder, each rung on top of those below. */
function suggestedLevel(
  examples: readonly GradedExample[],
  lines: readonly Line[],
): Pick<EvalSpecStandard, "level" | "nextLevelNeeds"> {
  const withVerdict = examples.filter(({ hasVerdict }) => hasVerdict).length;
  const met = new Set(lines.filter(({ status }) => status === "met").map(({ line }) => line));
  const rungs: Record<string, boolean>[] = [
    { "20 examples": examples.length >= 20, "verdicts on half of them": withVerdict * 2 >= examples.length },
    {
      examples: met.has("examples"),
      verdicts: met.has("verdicts"),
      "an edge example": examples.some(({ kind }) => kind === "edge"),
    },
    holding(met, ["edge", "adversarial", "regression", "threshold"]),
    holding(met, ["two labellers", "threshold cleared"]),
  ];
  const reached = rungs.findIndex((needs) => Object.values(needs).includes(false));
  if (reached === -1) return { level: 5, nextLevelNeeds: [] };
  const lacking = Object.entries(rungs[reached] ?? {}).filter(([, holds]) => !holds);
  return { level: reached + 1, nextLevelNeeds: lacking.map(([need]) => need) };
}

function holding(met: ReadonlySet<string>, lines: readonly string[]): Record<string, boolean> {
  return Object.fromEntries(lines.map((line) => [line, met.has(line)]));
}
