import type { AgreementRow } from "../domain/analysis.ts";
import type { YardstickRow } from "../domain/grader-card.ts";
import { average, columnWeights, rowWeights, total, type Crosstab } from "../statistics/crosstab.ts";
import type { ResamplingPlan } from "../statistics/cluster-bootstrap.ts";
import {
  agreementRow,
  graderFigures,
  type AgreementAbout,
  type Comparing,
  type RowFrame,
} from "./agreement.ts";
import { differenceOf } from "./calibration-mappings.ts";
import { countsOf, overall, pairsOn } from "./pairing.ts";
import { where, type Readings } from "./readings.ts";
import { asItIs, mean, meanOver, resample, type Draw, type Figure, type Measurable } from "./resampling.ts";
import { agreementStatistics } from "./statistics.ts";

const { qwk, exact, mae } = agreementStatistics;

/** What a card shows of all that can be said of a grader. */
const shown = [
  "qwk",
  "exact",
  "bias",
  "mae",
  "qwk_missing_at_worst",
  "qwk_ceiling",
  "qwk_beside_ceiling",
  "qwk_degradation",
];

/** One grader's scores beside what it must beat; null: there is no such thing. */
export type Compared = {
  readonly grader: string;
  readonly readings: Readings;
  readonly mapped: Readings | null;
  readonly floor: Readings | null;
  readonly constant: Readings | null;
};

/** The figures of all graders on one split, with intervals over one sequence of resamples. */
export function cardFigures(
  comparing: Comparing,
  graders: readonly Compared[],
  frame: RowFrame,
  resampling: ResamplingPlan,
): AgreementRow[] {
  const rowsOf = (scoreType: AgreementRow["scoreType"], figures: readonly Figure<AgreementAbout>[]) =>
    figures.map((figure) => ({ ...figure, about: { ...figure.about, scoreType } }));
  const figures = graders.flatMap((compared) => [
    ...rowsOf("raw", ownFigures(comparing, compared.grader, compared.readings)),
    ...rowsOf("raw", differences(comparing, compared)),
    ...(compared.mapped === null
      ? []
      : rowsOf("mapped", ownFigures(comparing, compared.grader, compared.mapped))),
  ]);
  return resample(figures, resampling).map((figure) => ({
    ...agreementRow(frame, figure),
    scoreType: figure.about.scoreType,
  }));
}

function ownFigures(comparing: Comparing, grader: string, readings: Readings): Figure<AgreementAbout>[] {
  return graderFigures(comparing, grader, readings).filter(({ about }) => shown.includes(about.statistic));
}

/** QWK above the floor, and levels less of error than a constant, each on the answers that both scored. */
function differences(comparing: Comparing, compared: Compared): Figure<AgreementAbout>[] {
  const { grader, readings, floor, constant } = compared;
  return [...comparing.pairing.panel.dimensions, overall].flatMap((dimension) => {
    const difference = (
      statistic: string,
      other: Readings,
      compute: (table: Crosstab) => number | null,
      better: (own: ByDraw, others: ByDraw) => ByDraw,
    ): Figure<AgreementAbout> => {
      const { pairing, set, tabulate } = comparing;
      const references = set.references.map((reference) => where(where(reference, readings), other));
      const tablesOf = (source: Readings): Measurable<Crosstab>[] =>
        references.map((reference) => tabulate(pairsOn(pairing, dimension, reference, source)));
      const pairs = references.map((reference) => pairsOn(pairing, dimension, reference, readings));
      const due = set.references.map((reference) => pairsOn(pairing, dimension, reference, reference));
      return {
        about: {
          grader,
          against: "human",
          dimension,
          statistic,
          ...countsOf(pairing, pairs, due),
          reason: () => "no_overlap",
          possible: () => null,
        },
        compute: better(meanOver(tablesOf(readings), compute), meanOver(tablesOf(other), compute)),
      };
    };
    return [
      ...(floor === null ? [] : [difference("qwk_over_floor", floor, qwk.compute, differenceOf)]),
      ...(constant === null
        ? []
        : [
            difference("mae_saved_over_constant", constant, mae.compute, (own, others) =>
              differenceOf(others, own),
            ),
          ]),
    ];
  });
}

type ByDraw = (draw: Draw) => number | null;

/** What chance, a constant and the floor reach on the grader's own answers. */
export function yardstickRows(
  comparing: Comparing,
  compared: Compared,
  levels: ReadonlyMap<string, number>,
): YardstickRow[] {
  const { grader, readings, floor, constant } = compared;
  const { pairing, set, tabulate } = comparing;
  return [...pairing.panel.dimensions, overall].flatMap((dimension): YardstickRow[] => {
    const tablesOf = (source: Readings): Measurable<Crosstab>[] =>
      set.references.map((reference) =>
        tabulate(pairsOn(pairing, dimension, where(reference, readings), source)),
      );
    const reached = (source: Readings): Pick<YardstickRow, "qwk" | "exact" | "mae"> => {
      const tables = tablesOf(source);
      return {
        qwk: meanOver(tables, qwk.compute)(asItIs),
        exact: meanOver(tables, exact.compute)(asItIs),
        mae: meanOver(tables, mae.compute)(asItIs),
      };
    };
    const name = { grader, dimension, level: null };
    const own = tablesOf(readings).map(({ table }) => table);
    const chance = (value: (x: number, y: number) => number): number | null =>
      mean(own.map((table) => byChance(table, value)));
    return [
      {
        ...name,
        yardstick: "chance",
        qwk: own.every(({ cells }) => cells.length === 0) ? null : 0,
        exact: chance((x, y) => (x === y ? 1 : 0)),
        mae: chance((x, y) => Math.abs(x - y)),
      },
      ...(constant === null
        ? []
        : [
            {
              ...name,
              yardstick: "constant" as const,
              level: levels.get(dimension) ?? null,
              ...reached(constant),
            },
          ]),
      ...(floor === null ? [] : [{ ...name, yardstick: "lexical" as const, ...reached(floor) }]),
    ];
  });
}

/** The mean of a value were the two sides independent with the shares they have; null without pairs. */
function byChance(table: Crosstab, value: (x: number, y: number) => number): number | null {
  const n = total(table);
  const columns = columnWeights(table);
  const rows = rowWeights(table);
  if (n === 0) return null;
  return average(
    { ...table, cells: table.rows.map((x, row) => ({ x, y: x, row, column: row, weight: rows[row] ?? 0 })) },
    ({ x }) => table.columns.reduce((sum, y, column) => sum + ((columns[column] ?? 0) / n) * value(x, y), 0),
  );
}
