import { readFileSync } from "node:fs";
import { sharedPath } from "../support/shared.ts";

export type FixtureCase<Input> = {
  readonly id: string;
  readonly input: Input;
  /** The answers of third-party software, by column; null where it said NaN, `{ error }` where it raised. */
  readonly expected: unknown;
  readonly tolerance?: number;
};

/** Cases with the answers of third-party software; without the shared data there are none. */
export type FixtureFamily<Input> = {
  readonly tolerance: number;
  readonly cases: readonly FixtureCase<Input>[];
};

/** Reads a family; the test that asks for it states the shape of its input. */
export function fixtureFamily<Input>(name: string): FixtureFamily<Input> {
  const path = sharedPath(`fixtures/statistics/${name}.json`);
  if (path === null) return { tolerance: 0, cases: [] };
  const { default_tolerance: tolerance, cases } = JSON.parse(readFileSync(path, "utf8"));
  return { tolerance, cases };
}

/** What a family's columns are held against. */
export type Comparison<Input> = {
  /** Our answers under the names of the library's columns (`pearson.r`, `wilson.0`). */
  readonly ours: (fixture: FixtureCase<Input>) => Readonly<Record<string, number | null>>;
  /** Columns that we do not compute, and why. */
  readonly leftOut?: Readonly<Record<string, string>>;
  /** Single answers in which we mean to differ, by `case column`. */
  readonly departures?: Readonly<Record<string, { readonly ours: number | null; readonly why: string }>>;
};

export type ComparisonResult = {
  readonly casesCompared: number;
  readonly numbersCompared: number;
  /** Answers further off than the tolerance. */
  readonly wrong: readonly string[];
  /** Columns neither compared nor left out for a reason. */
  readonly unaccounted: readonly string[];
  /** Columns left out that the family does have. */
  readonly leftOut: readonly string[];
  /** Departures that were met with. */
  readonly departed: readonly string[];
};

/** Holds our answers against every column of every case. */
export function compareFamily<Input>(
  { cases, tolerance }: FixtureFamily<Input>,
  { ours, leftOut: skippable = {}, departures = {} }: Comparison<Input>,
): ComparisonResult {
  const comparedCases = new Set<string>();
  const leftOut: string[] = [];
  const departed: string[] = [];
  const wrong: string[] = [];
  const unaccounted: string[] = [];
  let numbersCompared = 0;
  for (const fixture of cases) {
    const answers = Object.entries(ours(fixture));
    for (const [column, theirs] of columns(fixture.expected)) {
      const matching = answers.filter(([name]) => isPartOf(name, column));
      if (matching.length === 0) {
        const skipped = Object.keys(skippable).find((name) => isPartOf(column, name));
        if (skipped === undefined) unaccounted.push(`${fixture.id} ${column}`);
        else leftOut.push(skipped);
      }
      for (const [name, value] of matching) {
        const departure = departures[`${fixture.id} ${name}`];
        if (departure !== undefined) departed.push(`${fixture.id} ${name}`);
        const expected = departure === undefined ? theirs : departure.ours;
        if (!agrees(value, expected, fixture.tolerance ?? tolerance)) {
          wrong.push(`${fixture.id} ${name}: ${value} against ${theirs}`);
        }
        numbersCompared += 1;
        comparedCases.add(fixture.id);
      }
    }
  }
  return { casesCompared: comparedCases.size, numbersCompared, wrong, unaccounted, leftOut, departed };
}

function agrees(ours: number | null, expected: number | null, tolerance: number): boolean {
  return ours === null || expected === null ? ours === expected : Math.abs(ours - expected) <= tolerance;
}

function isPartOf(name: string, column: string): boolean {
  return name === column || name.startsWith(`${column}.`);
}

/** The answers of a case as a flat list, true as 1; what the library refused to compute is null. */
function columns(expected: unknown, prefix = ""): (readonly [column: string, answer: number | null])[] {
  if (typeof expected === "number" || typeof expected === "boolean") return [[prefix, Number(expected)]];
  if (expected === null || typeof expected !== "object" || "error" in expected) return [[prefix, null]];
  return Object.entries(expected).flatMap(([name, value]) =>
    columns(value, prefix === "" ? name : `${prefix}.${name}`),
  );
}
