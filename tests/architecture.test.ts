import { readdirSync, readFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const source = fileURLToPath(new URL("../src", import.meta.url));

/** Floors of the house: a file imports its own folder and lower floors; folders on one floor are strangers. */
const floors: Readonly<Record<string, number>> = {
  cli: 6,
  "index.ts": 6,
  review: 5,
  run: 4,
  reports: 4,
  grading: 3,
  scoring: 3,
  analysis: 3,
  privacy: 3,
  probes: 3,
  store: 3,
  transcripts: 2,
  models: 2,
  domain: 1,
  statistics: 0,
  "errors.ts": 0,
  "version.ts": 0,
};

/** What may touch the outside, and where. */
const homes: readonly { readonly what: RegExp; readonly name: string; readonly where: RegExp }[] = [
  { what: /\bconsole\./, name: "console", where: /^$/ },
  {
    what: /\bprocess\.(?!versions)/,
    name: "process",
    where: /^(cli\/process-io|store\/query(-process)?|models\/token-process)\.ts$/,
  },
  { what: /\bDate\.now\b/, name: "Date.now", where: /^cli\/process-io\.ts$/ },
  { what: /\bnew Date\(\)/, name: "new Date()", where: /^$/ },
  { what: /\bMath\.random\b/, name: "Math.random", where: /^cli\/process-io\.ts$/ },
  { what: /from "node:(fs|sqlite)/, name: "the disk", where: /^(store|cli)\// },
];

type SourceFile = { readonly path: string; readonly text: string };

const files: readonly SourceFile[] = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({ path: path.replaceAll("\\", "/"), text: readFileSync(join(source, path), "utf8") }));

/** Every relative import of a file, as a path from src. */
function importsOf({ path, text }: SourceFile): string[] {
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(
    ([, specifier = ""]) => specifier,
  );
  return specifiers.map((specifier) => posix.normalize(posix.join(posix.dirname(path), specifier)));
}

/** Imports that go up, or sideways into another folder of the same floor. */
export function forbiddenImports(all: readonly SourceFile[]): string[] {
  const folderOf = (path: string): string => path.split("/")[0] ?? path;
  return all.flatMap((file) =>
    importsOf(file)
      .filter((target) => {
        const [from, to] = [folderOf(file.path), folderOf(target)];
        return from !== to && (floors[to] ?? Number.NaN) >= (floors[from] ?? Number.NaN);
      })
      .map((target) => `${file.path} imports ${target}`),
  );
}

describe("the floors", () => {
  it("knows the floor of every folder", () => {
    const unknown = files.map(({ path }) => path.split("/")[0] ?? "").filter((folder) => !(folder in floors));
    expect([...new Set(unknown)]).toEqual([]);
  });

  it("lets imports go down only", () => {
    expect(forbiddenImports(files)).toEqual([]);
  });

  it.each([
    ["up", "domain/planted.ts", "../run/plan.ts"],
    ["sideways", "grading/planted.ts", "../store/files.ts"],
  ])("would notice an import that goes %s", (_, path, target) => {
    const planted = { path, text: `import { thing } from "${target}";\n` };
    expect(forbiddenImports([...files, planted])).toEqual([`${path} imports ${target.replace("../", "")}`]);
  });

  it("reads files, so that a planted one on disk counts", () => {
    expect(files.length).toBeGreaterThan(80);
    expect(files.map(({ path }) => relative(".", path))).toContain("domain/rubric.ts");
  });
});

describe("the outside", () => {
  it.each(homes)("is touched through $name in its home only", ({ what, where }) => {
    const elsewhere = files
      .filter(({ path, text }) => what.test(text) && !where.test(path))
      .map(({ path }) => path);
    expect(elsewhere).toEqual([]);
  });

  it("is reached by named exports only", () => {
    const offenders = files.filter(({ text }) => /^export (default|\*)/m.test(text));
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });
});
