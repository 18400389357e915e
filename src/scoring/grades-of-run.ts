import type { RunDocument } from "../domain/run.ts";
import type { FlagFinding, FlagRow } from "../domain/flag.ts";
import type { Grade, Score, ScoreRow } from "../domain/score.ts";

/** A grader's grades as a run's document keeps them; of their parts the repeats, and members named by one word. */
export function gradesOfRun(
  { scores, flags, signals }: Pick<RunDocument, "scores" | "flags" | "signals">,
  grader: string,
): Grade[] {
  const own = scores.filter((row) => row.grader === grader);
  return Array.from(
    Map.groupBy(own, ({ sample }) => sample),
    ([sample, rows]): Grade => {
      const isFinal = (row: { sample: string; grader: string; repeat: number | null }): boolean =>
        row.sample === sample && row.grader === grader && row.repeat === null;
      const parts = rows.filter(({ repeat, part }) => repeat !== null && part?.includes("/") !== true);
      return {
        ...gradeFrom(
          sample,
          grader,
          rows.filter(({ repeat }) => repeat === null),
        ),
        ...(flags !== undefined && {
          flags: flags.filter(isFinal).map(findingOf),
        }),
        ...(signals !== undefined && {
          signals: signals.filter(isFinal).map(({ signal, evidence }) => ({ signal, evidence })),
        }),
        parts: Array.from(
          Map.groupBy(parts, ({ repeat, part }) => JSON.stringify([repeat, part])),
          ([, same]) => gradeFrom(sample, same[0]?.part ?? grader, same),
        ),
      };
    },
  );
}

function gradeFrom(sampleId: string, grader: string, rows: readonly ScoreRow[]): Grade {
  return { sampleId, grader, scores: rows.map(scoreOf), replies: [], parts: [] };
}

function scoreOf(row: ScoreRow): Score {
  const { sample: _, grader: __, repeat: ___, part: ____, ...score } = row;
  return score;
}

function findingOf(row: FlagRow): FlagFinding {
  const { sample: _, grader: __, repeat: ___, part: ____, ...finding } = row;
  return finding;
}
