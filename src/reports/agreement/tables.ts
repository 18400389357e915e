import type { AgreementDocument } from "../../domain/agreement.ts";
import { flagStatistics } from "../../analysis/flags.ts";
import { advancedNotes } from "../../analysis/advanced.ts";
import { counted } from "../../domain/counted.ts";
import { statisticNotes, summaryTable } from "../summary.ts";
import type { Table } from "../table.ts";
import { ceilingWord, decimal, percent, rowOf, withInterval, type Figures } from "../words.ts";

/** A ratings table's figures as the tables of a run take them. */
export function figuresOf({ analysis, sources }: AgreementDocument): Figures {
  const raters = sources
    .filter(({ role }) => role === "rater" || role === "each")
    .map(({ kind }) => ({ kind: kind === "model" ? ("model" as const) : ("human" as const) }));
  return { analysis, dataset: { raters } };
}

/** One line per dimension of a grader; a ratings table knows no cost and has no gates. */
export function graderTable(figures: Figures, grader: string): Table {
  const { head, rows } = summaryTable(figures, grader);
  const shown = head.length - 2;
  return { head: head.slice(0, shown), rows: rows.map((row) => row.slice(0, shown)) };
}

/** One line per dimension of what the raters reach among themselves. */
export function raterTable(document: AgreementDocument): Table {
  const figures = figuresOf(document);
  const rows = document.dimensions.map((dimension) => {
    const row = (statistic: string) => rowOf(figures, "human", dimension, statistic);
    const [qwk, alpha] = [row("qwk"), row("alpha_ordinal")];
    return [
      dimension,
      qwk === undefined ? "n/a" : withInterval(qwk),
      alpha === undefined ? "n/a" : withInterval(alpha),
      percent(row("exact")?.value ?? null),
      percent(row("within_1")?.value ?? null),
      percent(qwk?.coverage ?? null),
      String(qwk?.n ?? 0),
    ];
  });
  const name = `raters (${ceilingWord(figures)})`;
  return { head: [name, "QWK [95 %]", "alpha [95 %]", "exact", "within 1", "coverage", "n"], rows };
}

/** What was compared, in two sentences. */
export function headings({
  table,
  items,
  ratings,
  sources,
  dimensions,
  scale,
  reference,
  clusterBy,
}: AgreementDocument): string[] {
  const named = sources.map(({ name, kind, role }) => {
    const notes = [
      kind === "unknown" || kind === role ? "" : kind,
      role === "grader" || role === "aside" ? role : "",
    ];
    const said = notes.filter((note) => note !== "").join(", ");
    return said === "" ? name : `${name} (${said})`;
  });
  const shape = `${scale.min}-${scale.max}${scale.step === null ? "" : scale.step === 1 ? "" : ` in steps of ${scale.step}`}`;
  return [
    `${table}: ${counted(items, "item")}, ${counted(ratings, "rating")} by ${named.join(", ")}`,
    `${dimensions.length === 0 ? "" : `scale ${shape}${scale.declared ? "" : " (inferred)"}, `}reference ${reference}, clusters by ${clusterBy}`,
  ];
}

/** Why figures of the tables are undefined, each reason once. */
export function undefinedSentences({ analysis }: AgreementDocument): string[] {
  const lacking = analysis.agreement.filter(({ statistic, value }) => statistic === "qwk" && value === null);
  return lacking.map(({ grader, dimension, reason, n }) => {
    const who = grader === "human" ? "raters" : grader;
    return `${who}, ${dimension}: no QWK: ${reason ?? ""} (n=${n})`;
  });
}

/** How many raters make the mean of their levels a measure to rely on, per dimension. */
export function decisionSentences(document: AgreementDocument): string[] {
  const figures = figuresOf(document);
  return document.dimensions.flatMap((dimension) => {
    const needed = rowOf(figures, "human", dimension, "raters_for_phi_80");
    if (needed === undefined) return [];
    const { value, reason } = needed;
    if (value === null && reason !== "no_true_variance") return [];
    const one = decimal(rowOf(figures, "human", dimension, "phi_1")?.value ?? null);
    const who = value === null ? "no number of raters" : value === 1 ? "one" : `the mean of ${value}`;
    return [`raters, ${dimension}: ${who} reaches phi .80 (one: ${one})`];
  });
}

/** Means of the raters' levels, for whoever reads the sources. */
export function sourceTable({ sources }: AgreementDocument): Table {
  return {
    head: ["source", "kind", "role", "ratings"],
    rows: sources.map(({ name, kind, role, ratings }) => [name, kind, role, decimal(ratings, 0)]),
  };
}

/** What all statistics of the full tables mean. */
export function notes(): string[] {
  const flagNotes = Object.entries(flagStatistics).map(
    ([name, { description }]) => `${name}: ${description}`,
  );
  const further = Object.entries(advancedNotes).map(([name, note]) => `${name}: ${note}`);
  return [...statisticNotes(), ...further, ...flagNotes];
}
