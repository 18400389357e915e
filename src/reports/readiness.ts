import type { ReadinessDocument } from "../domain/readiness.ts";
import { oneLine } from "./one-line.ts";
import { alignedTable } from "./table.ts";
import { decimal, notAvailable, percent } from "./words.ts";

/** The terminal's report: whose numbers are used, then each candidate with what is missing. */
export function readinessText(document: ReadinessDocument): string {
  return [
    banners(document),
    modelTable(document),
    ...document.candidates.map((each) => candidateText(each, document)),
  ].join("\n");
}

function banners({ asOf, model, families, mapping }: ReadinessDocument): string {
  const isOverridden = families.some(({ override }) => override !== null);
  return [
    `Readiness as of ${asOf}, by ${model.id} ${model.version} (${model.status})`,
    "! No claim that this predicts performance; what is marked house is ours, not the source's.",
    ...(isOverridden ? ["! The employer's weights replace defaults; candidates are to be told which."] : []),
    ...(mapping === null
      ? []
      : [`! ${mapping.min}-${mapping.max} is a ${mapping.from} mapping. ${mapping.why}`]),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function modelTable({ families }: ReadinessDocument): string {
  return alignedTable({
    head: ["family", "default", "from", "override", "half-life", "from"],
    rows: families.map((each) => [
      each.family,
      decimal(each.relevance),
      each.relevanceFrom,
      each.override === null ? "-" : decimal(each.override),
      `${each.halfLifeMonths} months`,
      each.halfLifeFrom,
    ]),
  });
}

function candidateText(
  {
    candidate,
    mean,
    meanByDefaults,
    mapped,
    coverage,
    families,
    missing,
  }: ReadinessDocument["candidates"][number],
  document: ReadinessDocument,
): string {
  const all = document.families.length;
  const isOverridden = document.families.some(({ override }) => override !== null);
  const figures = [
    `mean ${decimal(mean)}`,
    ...(isOverridden ? [`${decimal(meanByDefaults)} by the defaults`] : []),
    ...(document.mapping === null
      ? []
      : [
          `${decimal(mapped, 0)} on ${document.mapping.min}-${document.mapping.max} (${document.mapping.from} mapping)`,
        ]),
    `${families.length} of ${all} families, ${percent(coverage)} of the relevance`,
  ];
  const reason = mean === null ? ["no family with a weight is present"] : [];
  const present = new Map(families.map((family) => [family.family, family]));
  const rows = document.families.map(({ family }) => {
    const score = present.get(family);
    if (score === undefined) return [family, "missing", "-", "-", "-", "-"];
    const weight = score.weight === null ? notAvailable : percent(score.weight);
    return [
      family,
      decimal(score.score),
      score.takenOn,
      score.ageMonths.toFixed(1),
      decimal(score.decay, 3),
      weight,
    ];
  });
  return [
    `${oneLine(candidate)}: ${[...figures, ...reason].join("; ")}\n`,
    alignedTable({ head: ["family", "score", "taken on", "months", "decay", "weight"], rows }),
    missing.length === 0 ? "" : `Missing, counted as nothing rather than 0: ${missing.join(", ")}\n`,
  ].join("");
}
