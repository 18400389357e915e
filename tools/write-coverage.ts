/** Writes docs/coverage.md: every row of the sources' inventory, against what carries it. Exits 1 on a gap or another number. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inventory, type Row, type Section } from "./coverage/inventory.ts";
import type { Found } from "./coverage/locators.ts";
import { readPack, root, type Pack } from "./coverage/pack.ts";

export const coverageFile = join(root, "docs/coverage.md");

export type Coverage = {
  readonly text: string;
  readonly rows: number;
  /** Rows that nothing carries, or with another number. */
  readonly problems: readonly string[];
};

/** Looks for every row in the files. */
export function coverageOf(pack: Pack, sections: readonly Section[] = inventory): Coverage {
  const located = sections.map((section) => ({
    ...section,
    rows: section.rows.map((row) => ({ ...row, found: row.carriedBy.map((locate) => locate(pack)) })),
  }));
  const problems = located.flatMap(({ title, rows }) =>
    rows.flatMap(({ id, found }) =>
      found.flatMap((place, index) => {
        if (place === null) return [`${title}: ${id}: place ${index + 1} is not there`];
        return place.wrong === null ? [] : [`${title}: ${id}: ${place.file}#${place.id} ${place.wrong}`];
      }),
    ),
  );
  const rows = located.flatMap((section) => section.rows).length;
  const places = located.flatMap((section) => section.rows.flatMap(({ found }) => found)).length;
  const verdict = problems.length === 0 ? "No gaps." : `${problems.length} gaps or other numbers.`;
  const text = [
    "# What carries each part of the sources",
    "",
    `Written by \`npm run pack:coverage\` from the files: ${rows} rows in ${places} places. ${verdict} A number that differs from the source's is a gap too.`,
    ...located.flatMap(({ title, command, rows: found }) => [
      "",
      `## ${title}`,
      "",
      `Used by \`touchstone ${command}\`.`,
      "",
      "| row | what | carried by | number |",
      "|---|---|---|---|",
      ...found.map(line),
    ]),
    "",
  ].join("\n");
  return { text, rows, problems };
}

function line({ id, says, found }: Row & { readonly found: readonly (Found | null)[] }): string {
  const places = found.map((place) => (place === null ? "**missing**" : `\`${place.file}\` ${place.id}`));
  const numbers = found.map((place) => place?.number ?? "").filter((number) => number !== "");
  return `| ${[id, says, places.join("<br>"), numbers.join("<br>")].join(" | ")} |`;
}

if (import.meta.main) {
  const { text, problems } = coverageOf(await readPack());
  const isCheck = process.argv.includes("--check");
  const isStale = isCheck && (await readFile(coverageFile, "utf8").catch(() => "")) !== text;
  if (!isCheck) await writeFile(coverageFile, text);
  const all = [
    ...problems,
    ...(isStale ? ["docs/coverage.md is not current, run npm run pack:coverage"] : []),
  ];
  for (const problem of all) process.stderr.write(`${problem}\n`);
  process.exitCode = all.length > 0 ? 1 : 0;
}
