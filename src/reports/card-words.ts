import { acceptableShare } from "../analysis/calibration-routing.ts";
import type { AgreementRow } from "../domain/analysis.ts";
import { counted } from "../domain/counted.ts";
import type { GraderCard, MappingRow, Trust, YardstickRow } from "../domain/grader-card.ts";
import type { Table } from "./table.ts";
import { decimal, notAvailable, percent, signed, usd, withInterval } from "./words.ts";

/** Each verdict as a manager reads it, and what it allows. */
const trustWords: Readonly<Record<Trust, { readonly word: string; readonly means: string }>> = {
  "may-gate": { word: "may gate", means: "its figures may pass or fail a build; people still decide" },
  "trend-only": {
    word: "trend only",
    means: "averages over many answers may be followed; no single score decides anything",
  },
  explore: { word: "explore", means: "read its scores to learn, act on none" },
  "not-better-than-floor": {
    word: "not better than the lexical floor",
    means: "a regression on the words does as well, for nothing",
  },
};

/** Graders that ask for trust: all but the floors. */
export function candidatesOf({ configurations }: GraderCard): string[] {
  return configurations.filter(({ isFloor }) => !isFloor).map(({ grader }) => grader);
}

/** A grader per dimension beside what it must beat and what people reach. */
export function trustTable(card: GraderCard, grader: string): Table {
  const isModel = card.dataset.raters.some(({ kind }) => kind === "model");
  const rows = card.verdicts
    .filter((row) => row.grader === grader)
    .map(({ dimension, verdict }) => {
      const figure = (statistic: string) => figureOf(card, grader, dimension, statistic);
      const beside = (name: YardstickRow["yardstick"]) =>
        card.yardsticks.find(
          (row) => row.grader === grader && row.dimension === dimension && row.yardstick === name,
        );
      const qwk = figure("qwk");
      return [
        dimension,
        qwk === undefined ? notAvailable : withInterval(qwk),
        decimal(figure("qwk_ceiling")?.value ?? null),
        decimal(beside("lexical")?.qwk ?? null),
        decimal(figure("mae")?.value ?? null),
        decimal(beside("constant")?.mae ?? null),
        decimal(beside("chance")?.mae ?? null),
        percent(qwk?.coverage ?? null),
        String(qwk?.n ?? 0),
        trustWords[verdict].word,
      ];
    });
  const ceiling = isModel ? "repeatability" : "ceiling";
  const head = ["QWK [95 %]", ceiling, "lexical", "MAE", "constant", "chance", "coverage", "n", "verdict"];
  return { head: [grader, ...head], rows };
}

function figureOf(
  card: GraderCard,
  grader: string,
  dimension: string,
  statistic: string,
  scoreType: AgreementRow["scoreType"] = "raw",
): AgreementRow | undefined {
  return card.agreement.find(
    (row) =>
      row.grader === grader &&
      row.dimension === dimension &&
      row.statistic === statistic &&
      row.scoreType === scoreType,
  );
}

/** Why each verdict is no better, dimensions with the same reason together; where nothing limits it, what it rests on. */
export function verdictSentences(card: GraderCard, grader: string): string[] {
  const limiting = card.verdicts
    .filter((row) => row.grader === grader)
    .flatMap(({ dimension, verdict, reasons }) =>
      reasons.filter(({ allows }) => allows === verdict).map(({ says }) => ({ dimension, verdict, says })),
    );
  const groups = Map.groupBy(limiting, ({ verdict, says }) => `${trustWords[verdict].word}\0${says}`);
  return Array.from(groups.values(), (rows) => {
    const [first] = rows;
    const where = rows.map(({ dimension }) => dimension).join(", ");
    return first === undefined ? "" : `${where}: ${trustWords[first.verdict].word}: ${first.says}`;
  });
}

/** What each verdict that occurs allows. */
export function verdictMeanings(card: GraderCard): string[] {
  const candidates = candidatesOf(card);
  const given = card.verdicts.filter(({ grader }) => candidates.includes(grader));
  const verdicts = new Set(given.map(({ verdict }) => verdict));
  return Object.entries(trustWords)
    .filter(([verdict]) => [...verdicts].some((each) => each === verdict))
    .map(([, { word, means }]) => `${word}: ${means}`);
}

/** What every configuration costs beside what it reaches. */
export function configurationTable({ configurations }: GraderCard): Table {
  return {
    head: ["configuration", "model", "QWK calibration", "QWK overall, test", "$ per 1,000", "frontier"],
    rows: configurations.map((row) => [
      row.grader,
      row.model ?? "none",
      row.isFloor ? "" : decimal(row.calibrationQwk),
      decimal(row.testQwk),
      usd(row.usdPerThousand),
      row.frontier === null ? "unknown" : row.frontier ? "yes" : "no",
    ]),
  };
}

/** Which grader is best and how much of that is luck. */
export function choiceSentence({ choice }: GraderCard): string {
  if (choice === null) return "choice: no grader beside the floor has a figure to be chosen by";
  const { grader, of, calibrationQwk, optimism, corrected, chosenShare, testQwk } = choice;
  const test = `${decimal(testQwk)} on the test split, which chose nothing`;
  if (of === 1) {
    return `choice: ${grader} is the only grader beside the floor: mean QWK ${decimal(calibrationQwk)} on the calibration split, ${test}`;
  }
  return `choice: ${grader}, best of ${of} by mean QWK ${decimal(calibrationQwk)} on the calibration split; choosing the best adds ${decimal(optimism, 3)} by luck, so ${decimal(corrected)}; it wins ${percent(chosenShare)} of the resamples; ${test}`;
}

/** What mappings do out of fold, a line per mapping that was fitted. */
export function mappingTable(card: GraderCard): Table {
  const rows = card.mappings.filter(({ reason }) => reason === null);
  const testQwk = ({ grader, dimension }: MappingRow, scoreType: AgreementRow["scoreType"]): string =>
    decimal(figureOf(card, grader, dimension, "qwk", scoreType)?.value ?? null);
  return {
    head: [
      "mapping, out of fold",
      "kind",
      "QWK",
      "MAE",
      "bias",
      "gain [95 %]",
      "n",
      "outside",
      "used",
      "QWK test",
    ],
    rows: rows.map((row) => [
      `${row.grader} ${row.dimension}`,
      row.kind,
      change(row, "qwk", decimal),
      change(row, "mae", decimal),
      change(row, "bias", signed),
      withInterval({ value: row.gain, low: row.low, high: row.high }),
      String(row.n),
      String(row.outside),
      row.chosen ? "yes" : "no",
      row.chosen ? `${testQwk(row, "raw")} -> ${testQwk(row, "mapped")}` : "",
    ]),
  };
}

function change(
  { before, after }: MappingRow,
  error: keyof MappingRow["before"],
  text: (value: number | null) => string,
): string {
  return `${text(before[error])} -> ${text(after[error])}`;
}

/** Mappings that were not fitted, with their reasons, dimensions together. */
export function unfittedSentences({ mappings }: GraderCard): string[] {
  const refused = mappings.filter(({ reason }) => reason !== null);
  const groups = Map.groupBy(
    refused,
    ({ grader, kind, reason }) => `${grader}: no ${kind} mapping: ${reason}`,
  );
  return Array.from(
    groups,
    ([says, rows]) => `${says} (${rows.map(({ dimension, n }) => `${dimension} n=${n}`).join(", ")})`,
  );
}

/** Errors that a share accepted without a human is asked to stay under. */
const errorLimits = [0.05, 0.1];

/** How far scores lie from raters, and what share might be accepted without a human. */
export function routingTable(card: GraderCard): Table {
  const [strict = 0, loose = 0] = errorLimits;
  return {
    head: [
      "without a human",
      "raters within",
      "held on test",
      "doubt from",
      `share at <= ${100 * strict} % wrong`,
      `at <= ${100 * loose} %`,
      "n",
    ],
    rows: card.conformal.map((row) => {
      const risk = card.risk.filter((each) => each.grader === row.grader && each.dimension === row.dimension);
      return [
        `${row.grader} ${row.dimension}`,
        row.radius === null ? notAvailable : `±${decimal(row.radius)}`,
        withInterval({ value: row.test.share, low: row.test.low, high: row.test.high }),
        risk[0]?.signal ?? "none",
        percent(acceptableShare(risk, strict)),
        percent(acceptableShare(risk, loose)),
        String(row.n),
      ];
    }),
  };
}

/** What another label would teach most about. */
export function labelNextSentences({ labelNext }: GraderCard): string[] {
  if (labelNext.length === 0) return ["every graded answer of the calibration split has two labels or more"];
  return labelNext.map(
    ({ sample, dimension, raters, disagreement, fromBoundary }) =>
      `${sample} (${dimension}): ${counted(raters, "label")}, scores spread ${decimal(disagreement)}, ${decimal(fromBoundary)} from a boundary between levels`,
  );
}

/** Answers fit to be shown as examples, per dimension. */
export function anchorTable({ anchors }: GraderCard): Table {
  const levels = [...new Set(anchors.map(({ level }) => level))].sort((a, b) => a - b);
  const dimensions = [...new Set(anchors.map(({ dimension }) => dimension))];
  return {
    head: ["few-shot anchors", ...levels.map((level) => `level ${level}`)],
    rows: dimensions.map((dimension) => [
      dimension,
      ...levels.map(
        (level) =>
          anchors.find((row) => row.dimension === dimension && row.level === level)?.samples.join(", ") ||
          "none",
      ),
    ]),
  };
}

/** What is true of the anchors. */
export const anchorNote =
  "anchors come from the calibration split only; prompts show them where a grader says few_shot";

/** What the card is about. */
export function cardHeading({ eval: name, dataset, rubric, splits }: GraderCard): string[] {
  const half = ({ samples, labelled, clusters }: GraderCard["splits"]["test"]): string =>
    `${counted(samples, "answer")} (${labelled} labelled, ${counted(clusters, "cluster")})`;
  return [
    `${name}: ${dataset.id} ${dataset.version}${dataset.synthetic ? " (synthetic)" : ""}${dataset.sealed ? " (sealed)" : ""}; rubric ${rubric.id} ${rubric.version} (${rubric.status}), profile ${rubric.profile}`,
    `fitted and chosen on ${half(splits.calibration)}, verdicts on ${half(splits.test)}: ${splits.source}`,
  ];
}
