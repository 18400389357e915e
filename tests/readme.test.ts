import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { main } from "../src/cli/main.ts";
import { evalSchema } from "../src/domain/eval.ts";
import { agreement, crosstab, version } from "../src/index.ts";
import { parseYaml } from "../src/store/yaml.ts";
import { collectingIo } from "./support/io.ts";
import { temporaryFolder } from "./support/temporary.ts";

function read(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
}

const readme = read("README.md");
const manifest = z.looseObject({ version: z.string(), scripts: z.record(z.string(), z.string()) });

describe("README.md", () => {
  it("names only npm scripts that exist", () => {
    const { scripts } = manifest.parse(JSON.parse(read("package.json")));
    const named = [...readme.matchAll(/npm (?:run )?(start|test(?::\w+)?|bench)\b/g)].map(
      ([, name]) => name ?? "",
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("shows what npm start prints", async () => {
    await using folder = await temporaryFolder();
    const io = collectingIo({ cwd: fileURLToPath(new URL("..", import.meta.url)) });
    const store = join(folder.path, "store.sqlite");
    expect(await main(["run", "evals/golden.yaml", "--store", store], io)).toBe(0);
    const [, shown = ""] = /```text\n([^`]+)```/.exec(readme) ?? [];
    const printed = io.out().split("\n");
    const lines = shown.split("\n").filter((line) => line !== "...");
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.filter((line) => !printed.includes(line))).toEqual([]);
  });

  it("has its agree shown in docs/agreement.md, with what that prints on the run's ratings", async () => {
    await using folder = await temporaryFolder();
    const io = collectingIo({ cwd: fileURLToPath(new URL("..", import.meta.url)) });
    const ratings = join(folder.path, "golden.ratings.csv");
    const store = join(folder.path, "store.sqlite");
    await main(["run", "evals/golden.yaml", "--store", store, "-o", ratings], collectingIo({ cwd: io.cwd }));
    expect(await main(["agree", ratings, "--scale", "1-5", "--grader", "judge"], io)).toBe(0);
    const [, shown = ""] =
      /touchstone agree [^`]+```\n\n```text\n([^`]+)```/.exec(read("docs/agreement.md")) ?? [];
    const printed = io.out().split("\n");
    const lines = shown.split("\n").filter((line) => line !== "...");
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.filter((line) => !printed.includes(line))).toEqual([]);
  });

  it("shows graders that an eval takes", () => {
    const [, graders = ""] = /```yaml\n(graders:[^`]+)```/.exec(readme) ?? [];
    const text = `dataset: d\nrubric: r.yaml\nprofile: p\n${graders}`;
    const problems: never[] = [];
    const file = parseYaml("README.md", text, evalSchema, problems);
    expect(problems).toEqual([]);
    expect(Object.keys(file?.value.graders ?? {})).toEqual([
      "cheap",
      "strong",
      "local",
      "logged",
      "other",
      "floor",
    ]);
  });

  it("links to files that are there", () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)]
      .map(([, target]) => target ?? "")
      .filter((target) => !target.includes(":"));
    expect(links.map((target) => read(target).length > 0)).not.toContain(false);
  });
});

describe("src/index.ts", () => {
  it("keeps the promise of its example", () => {
    const table = crosstab([
      [3, 3],
      [4, 5],
      [2, 2],
      [5, 5],
    ]);
    expect(read("src/index.ts")).toContain(`// ${agreement.quadraticWeightedKappa(table)}`);
  });

  it("has the package's version", () => {
    expect(version).toBe(manifest.parse(JSON.parse(read("package.json"))).version);
  });
});
