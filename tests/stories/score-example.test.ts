import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { collectingIo } from "../support/io.ts";
import { temporaryFolder } from "../support/temporary.ts";

const example = fileURLToPath(new URL("../../examples/scoring", import.meta.url));

it("the example of scoring runs offline and explains itself", async () => {
  await using folder = await temporaryFolder();
  const store = ["--store", `${folder.path}/store.sqlite`];
  const io = collectingIo({ cwd: example });
  const args = ["score", "score.yaml", "manifest.csv", ...store, "-o", `${folder.path}/debrief.md`];
  expect(await main(args, io)).toBe(0);
  expect(io.out()).toContain("4 scorecards, 1 for people alone, 0 without either");
  const page = collectingIo({ cwd: example });
  expect(await main(["explain", "Kit Moreau", ...store], page)).toBe(0);
  expect(page.out()).toContain("It is scored by people alone.");
});
