import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { makeFolder } from "../../src/store/make-folder.ts";
import { folderWith } from "./folder.ts";

describe("makeFolder", () => {
  it("makes a folder with those above it, and leaves one that is there", async () => {
    const folder = folderWith({ "there/a.txt": "" });
    await Promise.all([makeFolder(`${folder}/there/one/two`), makeFolder(`${folder}/there/one/three`)]);
    await makeFolder(`${folder}/there`);
    const made = ["there/a.txt", "there/one/two", "there/one/three"];
    expect(made.map((name) => existsSync(`${folder}/${name}`))).toEqual([true, true, true]);
  });

  it("fails where a file is in the way", async () => {
    const folder = folderWith({ "a.txt": "" });
    await expect(makeFolder(`${folder}/a.txt/one`)).rejects.toThrow("EEXIST");
  });

  it.skipIf(!existsSync("/proc"))("ends where no folder can be made (skipped without /proc)", async () => {
    await expect(makeFolder("/proc/none/one")).rejects.toThrow("ENOENT");
  });
});
