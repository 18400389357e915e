import { readdirSync, readFileSync } from "node:fs";
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

  it("overwrites nothing", async () => {
    await using folder = await temporaryFolder();
    await main(["init"], collectingIo({ cwd: folder.path }));
    const again = collectingIo({ cwd: folder.path });
    expect(await main(["init"], again)).toBe(2);
    expect(again.err()).toContain("init overwrites nothing");
  });
});
