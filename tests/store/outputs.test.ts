import { mkdirSync, readdirSync, readFileSync, symlinkSync, existsSync, lstatSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { writeOutput } from "../../src/store/outputs.ts";
import { folderWith, refusal } from "./folder.ts";

async function* broken(): AsyncGenerator<string> {
  yield "half";
  throw new TypeError("the rest did not come");
}

describe("writeOutput", () => {
  it("makes folders, replaces what was there and leaves nothing else behind", async () => {
    const folder = folderWith({ "out/a.txt": "old" });
    await writeOutput(`${folder}/out/a.txt`, "new");
    await writeOutput(`${folder}/out/deep/b.txt`, "b");
    expect(readFileSync(`${folder}/out/a.txt`, "utf8")).toBe("new");
    expect(readdirSync(`${folder}/out`)).toEqual(["a.txt", "deep"]);
    expect(readdirSync(`${folder}/out/deep`)).toEqual(["b.txt"]);
  });

  it("leaves the old file whole where the new one fails half way", async () => {
    const folder = folderWith({ "a.txt": "old" });
    await expect(writeOutput(`${folder}/a.txt`, broken())).rejects.toThrow("the rest did not come");
    expect(readFileSync(`${folder}/a.txt`, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["a.txt"]);
  });

  it("writes through a link, which stays one", async () => {
    const folder = folderWith({ "a.txt": "old" });
    symlinkSync(`${folder}/a.txt`, `${folder}/link.txt`);
    await writeOutput(`${folder}/link.txt`, "new");
    expect(readFileSync(`${folder}/a.txt`, "utf8")).toBe("new");
    expect(lstatSync(`${folder}/link.txt`).isSymbolicLink()).toBe(true);
  });

  it("packs what ends in .gz", async () => {
    const folder = folderWith({});
    await writeOutput(`${folder}/a.jsonl.gz`, "{}\n");
    expect(gunzipSync(readFileSync(`${folder}/a.jsonl.gz`)).toString()).toBe("{}\n");
  });

  it.skipIf(!existsSync("/dev/full"))(
    "says that the disk is full (skipped where there is no /dev/full)",
    async () => {
      expect(await refusal("/nowhere", writeOutput("/dev/full", "text"), "disk")).toEqual([
        "/dev/full: the disk is full or failing (ENOSPC); free some space and run the same command again",
      ]);
    },
  );

  it("says that a path is a folder, or leads through a file", async () => {
    const folder = folderWith({ "a.txt": "" });
    mkdirSync(`${folder}/out`);
    expect(await refusal(folder, writeOutput(`${folder}/out`, ""), "usage")).toEqual([
      "out: is a folder, expected a file to write",
    ]);
    expect(await refusal(folder, writeOutput(`${folder}/a.txt/b.txt`, ""), "usage")).toEqual([
      "a.txt/b.txt: has a file where a folder is expected",
    ]);
  });

  it("says by its code what else the system refuses: no path is a bug of ours", async () => {
    const folder = folderWith({});
    const name = "a".repeat(300);
    expect(await refusal(folder, writeOutput(`${folder}/${name}`, ""), "usage")).toEqual([
      `${name}: cannot be written (ENAMETOOLONG), choose another place`,
    ]);
  });
});
