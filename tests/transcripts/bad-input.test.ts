import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { problemIn, said, talkIn, warned } from "./reading.ts";

const megabyte = 1024 * 1024;
const word = (body: string): string =>
  `<?xml version="1.0"?><w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`;
const paragraph = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
const relations = (mode: string, type = "image"): string =>
  `<Relationships><Relationship Id="r1" Type="http://schemas/${type}" Target="http://evil.example/x.png" ${mode}/></Relationships>`;
const docx = (files: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
const wordWith = (body: string, more: Readonly<Record<string, string>> = {}): Uint8Array =>
  docx({ "word/document.xml": word(body), ...more });

describe("a file that is no transcript is refused with its reason", () => {
  it.each<{ rule: string; content: string | Uint8Array; file?: string; kind: string; says: string }>([
    { rule: "nothing in it", content: "", kind: "empty", says: "the transcript is empty" },
    { rule: "blanks and a mark", content: "\uFEFF \n\t", kind: "empty", says: "the transcript is empty" },
    {
      rule: "200 MB",
      content: new Uint8Array(200 * megabyte),
      kind: "too-large",
      says: "is 200 MB, expected a transcript of at most 25 MB",
    },
    {
      rule: "JSON of 50 MB in one line",
      content: `{"a":"${"x".repeat(50 * megabyte)}"}`,
      file: "a.json",
      kind: "too-large",
      says: "is 50 MB, expected a transcript of at most 25 MB",
    },
    {
      rule: "text of 9 MB",
      content: "Anna: hello\n".repeat(786_432),
      kind: "too-large",
      says: "is 9 MB, expected a transcript of at most 8 MB",
    },
    {
      rule: "a PDF",
      content: "%PDF-1.7\n%âã",
      kind: "not-text",
      says: "is a PDF document; expected its transcript",
    },
    {
      rule: "a recording",
      content: Buffer.from("00000018667479706d703432", "hex"),
      kind: "not-text",
      says: "is a recording; expected its transcript",
    },
    {
      rule: "bytes of nothing known",
      content: Uint8Array.from({ length: 400 }, (_, index) => (index * 37) % 256),
      kind: "not-text",
      says: "is not text, expected a transcript",
    },
    {
      rule: "half a JSON file",
      content: '{"results": {\n"channels": [',
      kind: "damaged",
      says: "not whole JSON",
    },
    {
      rule: "JSON of no known shape",
      content: '{"rows": [{"who": "A", "said": "hi"}], "version": 2}',
      kind: "unknown-shape",
      says: "is JSON of no known shape (keys: rows, version); say where its speeches are: --map turns=KEY,speaker=KEY,text=KEY",
    },
    {
      rule: "a service's JSON with a wrong field",
      content: '{"monologues": [{"speaker": "one", "elements": []}]}',
      kind: "damaged",
      says: "monologues.0.speaker: Invalid input: expected number, received string",
    },
    {
      rule: "captions without a cue",
      content: "WEBVTT\n\nNOTE nothing here\n",
      kind: "no-words",
      says: "there is no cue that can be read in these captions",
    },
    {
      rule: "a cue as long as a book",
      content: `WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n${"word ".repeat(7000)}`,
      kind: "damaged",
      says: "has a cue of 34999 characters, expected captions of a few words",
    },
    {
      rule: "an archive that is no Word document",
      content: docx({ "a.txt": "x" }),
      kind: "not-text",
      says: "is an archive and no Word document, expected a transcript",
    },
    {
      rule: "a cut archive",
      content: wordWith(paragraph("Anna: hello")).subarray(0, 90),
      kind: "damaged",
      says: "is a damaged Word document or archive",
    },
    {
      rule: "a Word document that loads a picture from outside",
      content: wordWith(paragraph("x"), {
        "word/_rels/document.xml.rels": relations('TargetMode="External"'),
      }),
      kind: "unsafe",
      says: 'loads "http://evil.example/x.png" from outside; save it without linked content',
    },
    {
      rule: "a Word document that declares entities",
      content: docx({ "word/document.xml": `<!DOCTYPE x [<!ENTITY a "b">]>${word(paragraph("&a;"))}` }),
      kind: "unsafe",
      says: "declares entities in its XML, as no Word document does",
    },
    {
      rule: "an archive that unpacks to 300 MB",
      content: wordWith(" ".repeat(300 * megabyte)),
      kind: "unsafe",
      says: "unpacks to far more than a transcript holds, as an archive made to exhaust memory does",
    },
  ])("$rule", async ({ content, file, kind, says }) => {
    expect(await problemIn(content, file)).toMatchObject({ kind, message: says });
  });

  it.each([
    ["a model's notes", "Notes by Gemini\n\nCosts: Anna explained that they double.\nRisks: Bob agreed.\n"],
    ["headings of a summary", "# Summary\n\nAnna would start small.\n\n# Action items\n\n- send the deck\n"],
    [
      "notes whose points look like speakers",
      "**Summary**\n\n**Cost:** high\n\n**Cost:** too high\n\n**Next steps**\n\nCall.\n",
    ],
    ["JSON of a summary", '{"summary": "Anna did well", "action_items": []}'],
  ])("%s is no evidence", async (_, content) => {
    expect(await problemIn(content)).toMatchObject({
      kind: "not-evidence",
      message: expect.stringMatching(
        /^is notes or a summary \(.+\), which are no evidence; expected the transcript itself$/,
      ),
    });
  });

  it("but a transcript in which summaries are spoken of is one", async () => {
    const talk = await talkIn(
      "Anna: Give me a summary.\nBob: Notes first.\nAnna: Next steps?\nBob: Ship it.\n",
    );
    expect(said(talk)).toHaveLength(4);
  });
});

describe("a file with faults is read, and they are told", () => {
  it("scripts in captions are never words, nor are notes and styles; other marks are taken off", async () => {
    const talk = await talkIn(
      "WEBVTT\n\nNOTE <script>no</script>\nnor this\n\nSTYLE\n::cue { color: red }\n\n1\n00:01.000 --> 00:02.000 align:start position:0%\nAnna: <b>Hello</b> <script>alert(1)</script>you<img src=x onerror=go()>\n\n2\n00:03.000 --> 00:04.000\nBob: below <5 % &amp; above &#39;3&apos;\n",
    );
    expect(said(talk)).toEqual([
      ["Anna", "Hello you"],
      ["Bob", "below <5 % & above '3'"],
    ]);
  });

  it("a voice tag that is never closed ends with its cue, an unfinished cue keeps its words", async () => {
    const talk = await talkIn(
      "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Ann &amp; Bo>first\n\n00:00:03.000 --> 00:00:04.000\n<v Cy>second, which the file",
    );
    expect(said(talk)).toEqual([
      ["Ann & Bo", "first"],
      ["Cy", "second, which the file"],
    ]);
  });

  it("blank lines within a cue, ends before beginnings and commas for points lose no word; a time that is none loses its cue, counted", async () => {
    const talk = await talkIn(
      "WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nAnna: first\n\nstill Anna\n\n00:00:09.000 --> 00:00:05.000\nBob: backwards\n\n00:00:xx.000 --> 00:00:12.500\nBob: never\n",
    );
    expect(said(talk)).toEqual([
      ["Anna", "first still Anna"],
      ["Bob", "backwards"],
    ]);
    expect(warned(talk)).toMatchObject({ unreadable: 1 });
  });

  it.each([
    ["WEBVTT\n00:01.000 --> 00:02.000\nA: hi\n00:03.000 --> 00:04.000\nB: a <b and c\n"],
    ["1\n00:00:01,000 --> 00:00:02,000\nA: hi\n2\n00:00:03,000 --> 00:00:03,000\nB: a <b and c\n"],
    [
      `WEBVTT\n\n00:01.000 --> 00:02.000\n${"<b>".repeat(9000)}A: hi\n\n00:03.000 --> 00:04.000\nB: a <b and c`,
    ],
  ])(
    "cues without a line between them, without length, or nested without end are read: %.60j",
    async (text) => {
      expect(said(await talkIn(text))).toEqual([
        ["A", "hi"],
        ["B", "a <b and c"],
      ]);
    },
  );

  it("a voice tag is a speaker, however seldom and whatever its word", async () => {
    const talk = await talkIn(
      `WEBVTT\n\n${[1, 2, 3, 4, 5].map((at) => `00:0${at}.000 --> 00:0${at}.900\nmore words.\n\n`).join("")}00:08.000 --> 00:09.000\n<v cost>hm`,
    );
    expect(said(talk).at(-1)).toEqual(["cost", "hm"]);
  });

  it("times that begin again are two parts, each in its order", async () => {
    const talk = await talkIn(
      "[00:40:00] Anna Bell: one\n[00:41:00] Bob Cole: two\n[00:00:05] Anna Bell: three\n[00:01:00] Bob Cole: four\n",
    );
    expect(said(talk).map(([, text]) => text)).toEqual(["one", "two", "three", "four"]);
    expect(warned(talk)).toEqual({ backwards: 1 });
  });

  it("bytes that are not UTF-8 are read as older Windows wrote them", async () => {
    const talk = await talkIn(Buffer.from("Ren\xe9e: caf\xe9 costs \x80 3\nBob: yes\n", "latin1"));
    expect(said(talk)[0]).toEqual(["Renée", "café costs € 3"]);
    expect(warned(talk)).toEqual({ encoding: 1 });
  });

  it.each([
    ["UTF-16 with its mark", Buffer.from("\uFEFFAnna: höher\nBob: ja\n", "utf16le")],
    ["UTF-16 without", Buffer.from("Anna: höher\nBob: ja\n", "utf16le")],
    ["UTF-16 in the other order", Buffer.from("\uFEFFAnna: höher\nBob: ja\n", "utf16le").swap16()],
    ["UTF-8 with a mark and Windows line ends", Buffer.from("\uFEFFAnna: höher\r\nBob: ja\r\n")],
  ])("%s is text like any other", async (_, bytes) => {
    const talk = await talkIn(bytes);
    expect(said(talk)).toEqual([
      ["Anna", "höher"],
      ["Bob", "ja"],
    ]);
    expect(talk.warnings).toEqual([]);
  });

  it("a Word document with a hyperlink is read", async () => {
    const talk = await talkIn(
      wordWith(paragraph("Anna Bell: hello") + paragraph("Bob Cole: hi"), {
        "word/_rels/document.xml.rels": relations('TargetMode="External"', "hyperlink"),
      }),
    );
    expect(said(talk)).toHaveLength(2);
  });

  it("forty speakers are forty", async () => {
    const lines = Array.from({ length: 80 }, (_, index) => `Person ${index % 40}: words ${index}`);
    expect(new Set(said(await talkIn(lines.join("\n"))).map(([speaker]) => speaker)).size).toBe(40);
  });

  it("labels that are words of programs are labels", async () => {
    const talk = await talkIn("Grader: hello\n__proto__: hi\nconstructor: yes?\nGrader: well\n");
    expect(said(talk).map(([speaker]) => speaker)).toEqual(["Grader", "__proto__", "constructor", "Grader"]);
  });
});
