import type { AgreementDocument } from "../../domain/agreement.ts";
import { HarnessError } from "../../errors.ts";
import { oneLine } from "../one-line.ts";
import type { AgreementReport } from "./agreement-report.ts";

/** FACETS takes whole numbers from 0 to 254 as categories. */
const highestCategory = 254;

/**
 * A control file with data for FACETS: three facets, items (the measure is positive), raters and graders, dimensions; one rating a line.
 * Categories are the steps of the scale counted from its lowest level, as FACETS takes whole numbers only.
 */
export const facetsReport: AgreementReport = {
  render({ document, table }) {
    const categoryOf = categories(document);
    const { min, max, step } = document.scale;
    const facets = [
      { name: "Items", elements: table.items.map(({ id }) => id) },
      { name: "Raters", elements: table.sources.map(({ name }) => name) },
      { name: "Dimensions", elements: table.dimensions },
    ];
    const [items, raters, dimensions] = facets.map(
      ({ elements }) => new Map(elements.map((name, index) => [name, index + 1])),
    );
    const data = table.ratings.flatMap(({ item, source, dimension, value }) =>
      value === null
        ? []
        : [`${items?.get(item)},${raters?.get(source)},${dimensions?.get(dimension)},${categoryOf(value)}`],
    );
    return [
      `; ${label(document.table)}, written by touchstone agree`,
      `; category = (level - ${min}) / ${step ?? 1}; levels ${min} to ${max}`,
      `Title = ${label(document.table)}`,
      "Facets = 3",
      "Positive = 1",
      "Noncenter = 1",
      `Models = ?,?,?,R${categoryOf(max)}`,
      "Labels =",
      ...facets.flatMap(({ name, elements }, facet) => [
        `${facet + 1},${name}`,
        ...elements.map((element, index) => `${index + 1}=${label(element)}`),
        "*",
      ]),
      "Data =",
      ...data,
      "",
    ].join("\n");
  },
};

function categories({ scale }: AgreementDocument): (value: number) => number {
  const { min, max, step } = scale;
  if (step === null || (max - min) / step > highestCategory)
    throw new HarnessError(
      "usage",
      "FACETS takes whole categories: declare the levels with --scale, such as 1-5/0.5",
    );
  return (value) => {
    const category = (value - min) / step;
    if (Math.abs(category - Math.round(category)) > 1e-6)
      throw new HarnessError(
        "usage",
        `FACETS takes whole categories: ${value} is between the levels; declare finer ones with --scale`,
      );
    return Math.round(category);
  };
}

/** Within a label FACETS takes `=`, `,` and `;` for its own. */
function label(text: string): string {
  return oneLine(text).replaceAll(/[=,;]/g, "_");
}
