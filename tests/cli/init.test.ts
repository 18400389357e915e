import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { collectingIo } from "../support/io.ts";
import { temporaryFolder } from "../support/temporary.ts";

const starter = fileURLToPath(new URL("../../examples/starter", import.meta.url));

function contents(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

describe("touchstone init", () => {
  it("writes the checked-in example, which validates and runs offline at once", async () => {
    await using folder = await temporaryFolder();
    expect(await main(["init", "hiring"], collectingIo({ cwd: folder.path }))).toBe(0);
    const project = join(folder.path, "hiring");
    expect(contents(project)).toEqual(contents(starter));

    const validating = collectingIo({ cwd: project });
    expect(await main(["validate"], validating)).toBe(0);
    expect(validating.out()).toContain("0 problems");

    const running = collectingIo({ cwd: project });
    expect(await main(["run", "evals/gold.yaml"], running)).toBe(0);
    expect(running.out()).toContain("starter 1.0.0 (synthetic), split test, 10 answers");
    expect(running.out()).toMatch(/cost_infra +-?\d\.\d\d \[/);
  });

  it("refuses a place that holds a file, or whose name the system refuses", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "notes"), "mine");
    for (const place of ["notes", "a".repeat(300)]) {
      const io = collectingIo({ cwd: folder.path });
      expect(await main(["init", place], io)).toBe(2);
      expect(io.err()).toContain(place);
    }
    expect(readFileSync(join(folder.path, "notes"), "utf8")).toBe("mine");
  });

  it("names the profile that a situation asks for, and writes it into the eval", async () => {
    await using folder = await temporaryFolder();
    const io = collectingIo({ cwd: folder.path });
    expect(await main(["init", "hiring", "--situation", "many-models"], io)).toBe(0);
    expect(io.out()).toContain("profile ml_platform: From a few models to many");
    const project = join(folder.path, "hiring");
    expect(readFileSync(join(project, "evals/gold.yaml"), "utf8")).toContain("\nprofile: ml_platform\n");
    expect(await main(["validate"], collectingIo({ cwd: project }))).toBe(0);
  });

  it("says which profile it took when nobody named a situation, and lists them", async () => {
    await using folder = await temporaryFolder();
    const io = collectingIo({ cwd: folder.path });
    await main(["init"], io);
    expect(io.out()).toContain("profile llm_genai, the example's");
    expect(io.out().match(/ -> (llm_genai|ml_platform|applied_ml)$/gm)).toHaveLength(8);
  });

  it("refuses a situation that it does not know, and writes nothing", async () => {
    await using folder = await temporaryFolder();
    const io = collectingIo({ cwd: folder.path });
    expect(await main(["init", "--situation", "many-model"], io)).toBe(2);
    expect(io.err()).toContain('did you mean "many-models"');
    expect(contents(folder.path)).toEqual({});
  });

  it("overwrites nothing", async () => {
    await using folder = await temporaryFolder();
    await main(["init"], collectingIo({ cwd: folder.path }));
    const again = collectingIo({ cwd: folder.path });
    expect(await main(["init"], again)).toBe(2);
    expect(again.err()).toContain("init overwrites nothing");
  });
});
