import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { folderWith } from "../store/folder.ts";
import { collectingIo } from "../support/io.ts";

const fixtures = fileURLToPath(new URL("../transcripts/fixtures", import.meta.url));
const zoom = readFileSync(join(fixtures, "zoom.vtt"));
const aws = readFileSync(join(fixtures, "aws.json"));

function inspecting(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = folderWith(files);
  return async (...args: string[]) => {
    const io = collectingIo({ cwd: folder });
    const code = await main(["inspect", ...args], io);
    return {
      code,
      out: io.out(),
      err: io.err(),
      read: (file: string) => readFileSync(join(folder, file), "utf8"),
    };
  };
}

describe("touchstone inspect", () => {
  it("shows what a file is, who speaks how much, and how to say who is who", async () => {
    const { code, out } = await inspecting({ "a.vtt": zoom })("a.vtt");
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "a.vtt  zoom-vtt, 2 min, 129 words, eng 100 %
        speaker         role  words    talk  turns  asks in
        Idris Quaye  unknown     96  74.4 %      3      0 %
        Maren Holt   unknown     33  25.6 %      3    100 %
        tokens: 584 as exported, 211 as turns
        ! cannot be scored yet: nobody said who "Maren Holt", "Idris Quaye" are: name the candidate with --candidate NAME, or give each speaker a role in a file with --speakers FILE
          "Idris Quaye" sounds like the candidate (confidence 0.95)

      1 file: 1 zoom-vtt; 1 cannot be scored before their speakers have roles
      "
    `);
  });

  it("shows the roles once the candidate is named, and what identifies people", async () => {
    const text =
      "Ann Bell: Hello Idris, how would you begin? Write to ann@firm.example.\nIdris Quaye: I would measure first.\n";
    const { out } = await inspecting({ "a.txt": text })("a.txt", "--candidate", "idris quaye");
    expect(out).toMatchInlineSnapshot(`
      "a.txt  name-lines, 14 words
        speaker             role  words    talk  turns  asks in
        Ann Bell     interviewer     10  71.4 %      1    100 %
        Idris Quaye    candidate      4  28.6 %      1      0 %
        tokens: 29 as exported, 35 as turns
        identifying in the words: 1 email, 1 person (what is not listed or telling is not found)

      1 file: 1 name-lines
      "
    `);
  });

  it("says that nobody has the candidate's name, with the nearest", async () => {
    const { code, out } = await inspecting({ "a.vtt": zoom })("a.vtt", "--candidate", "Idris Quay");
    expect(code).toBe(0);
    expect(out).toContain(
      'cannot be scored yet: nobody is labelled "Idris Quay" (did you mean "Idris Quaye"?)',
    );
  });

  it("lists a file that cannot be read and goes on with the rest, exit 2", async () => {
    const inspect = inspecting({
      "r/a.vtt": zoom,
      "r/b.pdf": "%PDF-1.7",
      "r/c.json": '{"a": 1,\n',
      "r/.hidden": "x",
    });
    const { code, out } = await inspect("r", "r/d.vtt");
    expect(code).toBe(2);
    expect(out).toContain("r/b.pdf  REFUSED: is a PDF document; expected its transcript\n");
    expect(out).toContain("r/c.json:2  REFUSED: not whole JSON\n");
    expect(out).toContain("r/d.vtt  REFUSED: there is no such file");
    expect(out).toContain(
      "4 files: 1 zoom-vtt, 3 refused; 1 cannot be scored before their speakers have roles\n",
    );
  });

  it("writes the speakers as a table that says who is who once its roles are filled in", async () => {
    const inspect = inspecting({ "a.vtt": zoom, "b.json": aws });
    const first = await inspect("a.vtt", "b.json", "-o", "speakers.csv");
    const table = first.read("speakers.csv");
    expect(table).toBe(
      "file,speaker,role,guess,confidence,words,talk_share,turns\n" +
        "a.vtt,Idris Quaye,,candidate,0.95,96,0.744,3\n" +
        "a.vtt,Maren Holt,,,,33,0.256,3\n" +
        "b.json,spk_1,,candidate,0.95,96,0.744,3\n" +
        "b.json,spk_0,,,,33,0.256,3\n",
    );
    const filled = table
      .replaceAll(/(Idris Quaye|spk_1),,/g, "$1,candidate,")
      .replaceAll(/(Maren Holt|spk_0),,/g, "$1,interviewer,");
    const again = inspecting({ "a.vtt": zoom, "b.json": aws, "speakers.csv": filled });
    const { out } = await again("a.vtt", "b.json", "--speakers", "speakers.csv");
    expect(out).toContain("2 files: 1 zoom-vtt, 1 aws\n");
    expect(out).not.toContain("unknown");
  });

  it("refuses a table of speakers with an unknown role, at its line", async () => {
    const inspect = inspecting({ "a.vtt": zoom, "s.csv": "file,speaker,role\na.vtt,Maren Holt,boss\n" });
    const { code, err } = await inspect("a.vtt", "--speakers", "s.csv");
    expect(code).toBe(2);
    expect(err).toContain('s.csv:2 role is "boss", expected interviewer, candidate, other');
  });

  it("reads tables and JSON of one's own as they are mapped", async () => {
    const rows = [
      { by: { name: "Ann" }, said: "Why?", at: "00:01:00" },
      { by: { name: "Bo" }, said: "So.", at: 65_000 },
    ];
    const inspect = inspecting({
      "a.csv": "wer;was;von\nAnn;Why?;1:00\nBo;So.;1:05\n",
      "b.json": JSON.stringify({ data: { rows } }),
    });
    const table = await inspect("a.csv", "--json", "--map", "speaker=wer,text=was", "--map", "start=von");
    expect(JSON.parse(table.out)).toMatchObject({
      files: [{ format: "csv", figures: { minutes: 65 / 60 } }],
    });
    const json = await inspect("b.json", "--map", "turns=data.rows,speaker=by.name,text=said");
    expect(json.out).toContain("b.json  json, 2 words");
    const missing = await inspect("a.csv", "--map", "text=what");
    expect(missing.out).toContain('a.csv  REFUSED: there is no "what" in this file, as --map says\n');
  });

  it.each([
    [
      "--map",
      "txet=a",
      '--map txet=a: there is no "txet" (did you mean "text"?), expected one of turns, speaker',
    ],
    ["--map", "speaker=a", "--map: text=NAME is missing, expected where the words are"],
    ["-o", "a.html", "expected a file that ends in .csv or .json"],
  ])("refuses %s %s", async (option, value, message) => {
    const { code, err } = await inspecting({ "a.vtt": zoom })("a.vtt", option, value);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it("prints nothing of a file's that steers a terminal", async () => {
    const inspect = inspecting({ "a\u202Eb.txt": "Ann\u001B[31m: hi\nBo: ho\u202Eok\n" });
    const [text, json] = [await inspect("a\u202Eb.txt"), await inspect("a\u202Eb.txt", "--json")];
    for (const mark of ["\u001B", "\u202E"]) expect(text.out + json.out).not.toContain(mark);
    expect(JSON.parse(json.out)).toMatchObject({ files: [{ file: "a\u202Eb.txt" }] });
  });
});
