import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { personalFiles } from "../../src/store/erasure-files.ts";
import { folderWith } from "./folder.ts";

const row = (id: string, candidate: string): string =>
  `${JSON.stringify({ id, candidate, transcript: `${id}.txt` })}\n`;

function twoCandidates() {
  const folder = folderWith({
    "samples.jsonl": row("s1", "Ann") + row("s2", "Bo"),
    "manifest.csv": "file,candidate\ns1.txt,Ann\ns2.txt,Bo\n",
    "s1.txt": "mine",
    "s2.txt": "another's",
  });
  const samples = [{ dataset: "d", sample: "s1", candidate: "Ann", folder }];
  return { folder, read: () => personalFiles({ candidate: "Ann", samples, tombstone: "erased-1" }) };
}

describe("the files that hold something of a person", () => {
  it("are each there once, however many tables name them, and leave others' records as they were", async () => {
    const { folder, read } = twoCandidates();
    const files = await read();
    expect(files.map(({ file, records }) => [file.slice(folder.length + 1), records])).toEqual([
      ["s1.txt", null],
      ["manifest.csv", 1],
      ["samples.jsonl", 1],
    ]);
    for (const file of files) await file.erase();
    expect(readFileSync(`${folder}/samples.jsonl`, "utf8")).toBe(row("s2", "Bo"));
    expect(readFileSync(`${folder}/manifest.csv`, "utf8")).toBe("file,candidate\ns2.txt,Bo\n");
    expect(existsSync(`${folder}/s1.txt`)).toBe(false);
    expect(await read()).toEqual([]);
  });

  it("are found again wherever an erasure was killed, until all are erased", async () => {
    const all = (await twoCandidates().read()).length;
    for (let done = 0; done < all; done++) {
      const { folder, read } = twoCandidates();
      for (const file of (await read()).slice(0, done)) await file.erase();
      for (const file of await read()) await file.erase();
      expect(existsSync(`${folder}/s1.txt`)).toBe(false);
      expect(await read()).toEqual([]);
    }
  });
});
