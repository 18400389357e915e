import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readManifest, type ManifestRow } from "../../src/store/manifest.ts";
import { temporaryFolder } from "../support/temporary.ts";

async function read(text: string): Promise<readonly ManifestRow[]> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "m.csv");
  await writeFile(path, text);
  return (await readManifest(path)).rows;
}

describe("a manifest", () => {
  it("has a row per recording; cells that are empty or not there are null", async () => {
    const [row] = await read("file,candidate,consent,employer\nr/a.vtt,Priya,yes,Acme\n");
    expect(row).toMatchObject({
      line: 2,
      file: "r/a.vtt",
      candidate: "Priya",
      consent: "yes",
      caseStudy: null,
      stage: null,
      route: null,
      metadata: { employer: "Acme" },
    });
  });

  it("names speakers by role, several with a semicolon between them", async () => {
    const [row] = await read(
      "file,candidate,candidate_speaker,interviewer_speakers,other_speakers\na.vtt,c1,Speaker 1,Speaker 0; Speaker 2,Bot\n",
    );
    expect([...(row?.speakers ?? [])]).toEqual([
      ["Speaker 1", "candidate"],
      ["Speaker 0", "interviewer"],
      ["Speaker 2", "interviewer"],
      ["Bot", "other"],
    ]);
  });

  it.each([
    ["no file column", "candidate\nc1\n", /column "file" is missing/],
    ["an empty file", "file,candidate\n,c1\n", /m\.csv:2 file is empty/],
    ["an empty candidate", "file,candidate\na.vtt,\n", /m\.csv:2 candidate is empty/],
    ["no row", "file,candidate\n", /m\.csv:1:1 there are no recordings/],
    ["a path upwards", "file,candidate\n../a.vtt,c1\n", /m\.csv:2 file "\.\.\/a\.vtt" leads out/],
    ["a path down and up", "file,candidate\nr/../../a.vtt,c1\n", /leads out of the manifest's folder/],
    ["the folder itself", "file,candidate\n.,c1\n", /leads out of the manifest's folder/],
    ["two bad rows", "file,candidate\n,c1\na.vtt,\n", /m\.csv:2 .*\n.*m\.csv:3 /],
  ])("is refused with every problem: %s", async (_, text, says) => {
    await expect(read(text)).rejects.toThrow(says);
  });

  it("is refused where a link leads out of its folder", async () => {
    await using folder = await temporaryFolder();
    await symlink("/etc/hostname", join(folder.path, "a.vtt"));
    const path = join(folder.path, "m.csv");
    await writeFile(path, "file,candidate\na.vtt,c1\n");
    await expect(readManifest(path)).rejects.toThrow("leads out of the manifest's folder");
  });
});
