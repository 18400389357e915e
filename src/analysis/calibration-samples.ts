import type { AnchorRow, LabelNextRow } from "../domain/grader-card.ts";
import { levelsOf, type Scale } from "../domain/scale.ts";
import { boundaryDistance, spread } from "./calibration-routing.ts";
import { readingAt, type Panel, type Readings } from "./readings.ts";
import { mean } from "./resampling.ts";

const anchorsPerLevel = 2;
const labelNextCount = 10;
/** Fewer raters than this and an answer is worth another label; as many must agree on an anchor. */
const enoughRaters = 2;

/** Per dimension and level, answers to which at least two raters all gave it: those with most raters first, clusters in turn. */
export function anchorRows(panel: Panel, scale: Scale, raters: readonly Readings[]): AnchorRow[] {
  return panel.dimensions.flatMap((dimension) =>
    levelsOf(scale).map((level) => {
      const agreed = panel.sampleIds.flatMap((id, sample) => {
        const said = raters
          .map((rater) => readingAt(rater, dimension, sample))
          .filter((each) => each !== null);
        const all = said.length >= enoughRaters && said.every((each) => each === level);
        return all ? [{ id, cluster: panel.clusterOf[sample] ?? 0, rank: -said.length }] : [];
      });
      return { dimension, level, samples: inTurn(agreed, anchorsPerLevel).map(({ id }) => id) };
    }),
  );
}

/**
 * Answers with fewer than two labels on a dimension that would teach most: where graders and repeats disagree most, then nearest to a
 * boundary between levels, one per cluster first.
 */
export function labelNextRows(
  panel: Panel,
  scale: Scale,
  raters: readonly Readings[],
  sources: readonly Readings[],
): LabelNextRow[] {
  const cells = panel.dimensions.flatMap((dimension) =>
    panel.sampleIds.flatMap((id, sample) => {
      const labels = raters.filter((rater) => readingAt(rater, dimension, sample) !== null).length;
      const levels = sources
        .map((source) => readingAt(source, dimension, sample))
        .filter((level) => typeof level === "number");
      const centre = mean(levels);
      if (labels >= enoughRaters || centre === null) return [];
      return [
        {
          id,
          cluster: panel.clusterOf[sample] ?? 0,
          row: {
            sample: id,
            dimension,
            raters: labels,
            disagreement: levels.length < 2 ? null : spread(levels),
            fromBoundary: boundaryDistance(scale, centre),
          },
        },
      ];
    }),
  );
  const ranked = cells.toSorted(
    (a, b) =>
      (b.row.disagreement ?? 0) - (a.row.disagreement ?? 0) ||
      (a.row.fromBoundary ?? 0) - (b.row.fromBoundary ?? 0),
  );
  const perSample = [...Map.groupBy(ranked, ({ id }) => id).values()].flatMap(([first]) => first ?? []);
  return inTurn(
    perSample.map((cell, rank) => ({ ...cell, rank })),
    labelNextCount,
  ).map(({ row }) => row);
}

type Ranked = { readonly id: string; readonly cluster: number; readonly rank: number };

/** The first few by rank and then id, every cluster's first before any cluster's second. */
function inTurn<T extends Ranked>(ranked: readonly T[], count: number): T[] {
  const sorted = ranked.toSorted((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
  const seen = new Map<number, number>();
  const turns = sorted.map((each) => {
    const turn = seen.get(each.cluster) ?? 0;
    seen.set(each.cluster, turn + 1);
    return { each, turn };
  });
  return turns
    .toSorted((a, b) => a.turn - b.turn)
    .slice(0, count)
    .map(({ each }) => each);
}
