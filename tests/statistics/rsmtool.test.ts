import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { rsmTables, type RsmTable } from "../../src/analysis/rsmtool.ts";
import { rsmResponses, type RsmConfig, type RsmRecord } from "../../src/analysis/rsmtool-scores.ts";
import { crosstab, type Pair } from "../../src/statistics/crosstab.ts";
import { fitLinearScaling } from "../../src/statistics/linear-scaling.ts";
import { trueScoreAccuracy } from "../../src/statistics/prmse.ts";
import { ratingTable } from "../../src/statistics/rating-table.ts";
import { sharedPath } from "../support/shared.ts";
import { near } from "./near.ts";

type Row = Readonly<Record<string, string>>;
/** A header and rows, whose first column holds the rows' labels. */
type StoredTable = readonly (readonly string[])[];

const folder = sharedPath("data/rsmtool");
const tolerance = 1e-9;

function readRows(path: string): Row[] {
  return parse(readFileSync(path, "utf8"), { columns: true });
}

/** Blank and text that is no number are null. */
function toNumber(text: string | undefined): number | null {
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

type Experiment = {
  readonly name: string;
  readonly records: readonly RsmRecord[];
  readonly config: RsmConfig;
  readonly outputs: readonly { readonly table: string; readonly stored: StoredTable }[];
};

/** The experiments stored under a folder; none without one. */
function readExperiments(root: string | null): Experiment[] {
  if (root === null) return [];
  return readdirSync(join(root, "experiments")).map((name) => {
    const home = join(root, "experiments", name);
    const file = readdirSync(home).find((entry) => entry.endsWith(".json")) ?? "";
    const settings = JSON.parse(readFileSync(join(home, file), "utf8"));
    const input = (path: string) => readRows(join(root, "inputs", path.split("/").at(-1) ?? ""));
    const groupings: string[] = settings.subgroups?.split(/,\s*/) ?? [];
    const training = (rows: Row[]) =>
      fitLinearScaling(crosstab(rows.map((row): Pair => [Number(row["prediction"]), Number(row["sc1"])])));
    const outputs = readdirSync(join(home, "output"));
    return {
      name,
      records: input(settings.predictions_file).map((row) => ({
        id: row[settings.id_column ?? "spkitemid"] ?? "",
        h1: toNumber(row[settings.human_score_column]),
        h2: toNumber(row[settings.second_human_score_column]),
        system: toNumber(row[settings.system_score_column]),
        groups: Object.fromEntries(groupings.map((grouping) => [grouping, row[grouping] ?? ""])),
      })),
      config: {
        trim: { min: settings.trim_min, max: settings.trim_max },
        scaling:
          settings.scale_with === undefined || settings.scale_with === "asis"
            ? (settings.scale_with ?? null)
            : training(input(settings.scale_with)),
      },
      outputs: outputs.map((output) => ({
        table: output.slice(settings.experiment_id.length + 1, -".csv".length),
        stored: parse(readFileSync(join(home, "output", output), "utf8")),
      })),
    };
  });
}

/** Tables that hold no statistic. */
const leftOut =
  /^(data_composition|test_excluded_composition|test_human_scores|test_metadata|test_other_columns)/;

/** Holds a table of ours against one of theirs, cell by cell. */
function compareTables(ours: RsmTable, [header = [], ...theirs]: StoredTable) {
  const wrong: string[] = [];
  let compared = 0;
  for (const [label = "", ...cells] of theirs) {
    const values = ours.find((candidate) => candidate.label === label)?.values;
    for (const [index, text] of cells.entries()) {
      const column = header[index + 1] ?? "";
      const value = values?.[column];
      const expected = toNumber(text) ?? (text === "" ? null : text);
      const agrees =
        typeof value === "number" && typeof expected === "number"
          ? Math.abs(value - expected) <= tolerance
          : value === expected;
      if (!agrees) wrong.push(`${label} ${column}: ${value} against ${text}`);
      compared += 1;
    }
  }
  if (ours.length !== theirs.length) wrong.push(`${ours.length} rows against ${theirs.length}`);
  return { compared, wrong };
}

const experiments = readExperiments(folder).map(({ name, records, config, outputs }) => {
  const tables = rsmTables(records, config);
  const results = outputs
    .filter(({ table }) => !leftOut.test(table))
    .map(({ table, stored }) => ({ table, ...compareTables(tables[table] ?? [], stored) }));
  return { name, results, numbers: results.reduce((sum, { compared }) => sum + compared, 0) };
});

const absence = folder === null ? ": skipped, ../shared/data/rsmtool is absent" : "";

describe.skipIf(folder === null)(`rsmtool's stored outputs${absence}`, () => {
  const numbers = experiments.reduce((sum, experiment) => sum + experiment.numbers, 0);
  it(`are reproduced to 1e-9 in ${numbers} cells of ${experiments.length} experiments`, () => {
    expect(experiments.length).toBe(4);
    expect(numbers).toBeGreaterThan(3000);
  });

  describe.each(experiments)("$name, $numbers cells", ({ results }) => {
    it.each(results)("$table: $compared cells", ({ wrong }) => expect(wrong).toEqual([]));
  });
});

const simulated = ["prmse_data.csv", "prmse_data_sparse_matrix.csv"].map((file) =>
  join(folder ?? "", "inputs", file),
);

describe.skipIf(!simulated.every((path) => existsSync(path)))("rsmtool's simulated benchmarks", () => {
  it.each([
    { path: simulated[0] ?? "", expected: [0.509375, 0.7765515, 0.3564625, 0.5409673] },
    { path: simulated[1] ?? "", expected: [0.5150882, 0.769816, 0.3550792, 0.538748] },
  ])(
    "give the error variance, true variance, MSE and PRMSE $expected of 10,000 responses",
    ({ path, expected }) => {
      const rows = readRows(path).map((row) =>
        ["system", "h1", "h2", "h3", "h4"].map((column) => toNumber(row[column])),
      );
      const accuracy = trueScoreAccuracy(ratingTable(rows));
      const ours = [
        accuracy?.errorVariance,
        accuracy?.trueVariance,
        accuracy?.meanSquaredError,
        accuracy?.prmse,
      ];
      expect(ours).toEqual(expected.map((value) => near(value, 6)));
    },
  );
});

describe("rsmResponses", () => {
  const record = { id: "a", h1: 3, h2: 0, system: 6.2, groups: {} };
  const config: RsmConfig = { trim: { min: 1, max: 6 }, scaling: { slope: 2, intercept: -8 } };

  it("scales, trims and rounds to even", () => {
    expect(rsmResponses([record], config).responses[0]?.scores).toEqual({
      raw: 6.2,
      raw_trim: 6.2,
      raw_trim_round: 6,
      scale: near(4.4),
      scale_trim: near(4.4),
      scale_trim_round: 4,
    });
  });

  it("counts what it leaves out by its reason, and takes 0 for a score only when told so", () => {
    const records = [record, { ...record, h1: 0 }, { ...record, h1: null }, { ...record, system: null }];
    const { responses, excluded } = rsmResponses(records, config);
    expect(responses.map(({ h1, h2 }) => [h1, h2])).toEqual([[3, null]]);
    expect(excluded).toEqual({ humanMissing: 1, humanZero: 1, systemMissing: 1 });
    const kept = rsmResponses(records, { ...config, excludeZero: false });
    expect(kept.responses.map(({ h1, h2 }) => [h1, h2])).toEqual([
      [3, 0],
      [0, 0],
    ]);
  });

  it("makes tables of nothing, and leaves out those of two raters where nobody has two", () => {
    const empty = rsmTables([], config);
    expect(empty["eval"]?.map(({ values }) => values["N"])).toEqual([0, 0, 0, 0, 0, 0]);
    expect(empty["consistency"]).toBeUndefined();
  });
});
