import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTranscript, readTalk } from "../../src/transcripts/index.ts";
import { speakersOf, toTranscript } from "../../src/transcripts/roles.ts";
import { refused, type ReadTalk } from "../../src/transcripts/talk.ts";
import { renderings } from "./renderings.ts";
import { candidate, interviewer, type Speech } from "./talk.ts";

const runs = { numRuns: process.env["TOUCHSTONE_DEEP"] ? 10_000 : 500 } as const;
const encoder = new TextEncoder();
const toBytes = (rendered: string | Uint8Array): Uint8Array =>
  typeof rendered === "string" ? encoder.encode(rendered) : rendered;

const word = fc.constantFrom(
  ..."we would measure the 4,000 letters 58 of 100 cost about $12 and 4.8 million tokens a day & stop <2 weeks don't 1,200".split(
    " ",
  ),
);
const sentence = fc
  .tuple(fc.array(word, { minLength: 4, maxLength: 25 }), fc.constantFrom(".", "?"))
  .map(([words, end]) => `Then ${words.join(" ")}${end}`);
const speechText = fc.array(sentence, { minLength: 1, maxLength: 4 }).map((sentences) => sentences.join(" "));

/** Two people in turn, each speech of a length of its own. */
const talks = fc
  .array(fc.tuple(speechText, fc.integer({ min: 3, max: 90 })), { minLength: 2, maxLength: 6 })
  .map((speeches) => {
    let start = 1;
    return speeches.map(([text, seconds], index): Speech => {
      const speech = {
        speaker: index % 2 ? candidate : interviewer,
        start_s: start,
        end_s: start + seconds,
        text,
      };
      start += seconds + 1;
      return speech;
    });
  });

function isValid(read: ReadTalk): boolean {
  if (!read.ok) return read.problem.message !== "" && (read.problem.line ?? 1) >= 1;
  const isTime = (time: number | null): boolean => time === null || (Number.isFinite(time) && time >= 0);
  return (
    read.talk.turns.length > 0 &&
    read.talk.turns.every(({ start_s, end_s }) => isTime(start_s) && isTime(end_s)) &&
    read.talk.warnings.every(
      ({ count, turn }) => count > 0 && (turn === null || turn <= read.talk.turns.length),
    )
  );
}

describe.each(Object.entries(renderings))("format %s", (name, { file, labels, render }) => {
  it("gives any talk back as it was said, whichever format it was written in", async () => {
    await fc.assert(
      fc.asyncProperty(talks, async (speeches) => {
        const read = await readTalk(toBytes(render(speeches)), "recording");
        const turns = read.ok ? read.talk.turns : [];
        const found = turns.map(({ speaker, text }) => [speaker, text]);
        const said = speeches.map(({ speaker, text }) => [labels?.[speaker] ?? speaker, text]);
        const words = (all: readonly { readonly text: string }[]): string =>
          all.map(({ text }) => text).join(" ");
        expect(read.ok && read.talk.format).toBe(name);
        expect(words(turns)).toBe(words(speeches));
        expect(labels === null ? said : found).toEqual(said);
      }),
      runs,
    );
  });

  it("reads a file that was damaged anywhere, or says what is wrong with it", async () => {
    const whole = readFileSync(new URL(`fixtures/${file}`, import.meta.url));
    const cuts = fc.record({
      at: fc.nat({ max: whole.length }),
      removed: fc.nat({ max: 200 }),
      put: fc.oneof(
        fc.uint8Array({ maxLength: 20 }),
        fc.string({ unit: "grapheme" }).map((text) => encoder.encode(text)),
      ),
    });
    await fc.assert(
      fc.asyncProperty(cuts, async ({ at, removed, put }) => {
        const damaged = Buffer.concat([whole.subarray(0, at), put, whole.subarray(at + removed)]);
        expect(isValid(await readTalk(damaged, file))).toBe(true);
      }),
      runs,
    );
  });
});

describe("any file", () => {
  const lines = fc.array(
    fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.constantFrom(
        "WEBVTT",
        "",
        "1",
        "00:00:01.000 --> 00:00:02,5",
        "Anna: hello",
        "Bob  0:49",
        "**Anna:** hm",
        "<v Bob",
        "Attendees",
        "00:05:00",
        "speaker,text",
      ),
    ),
  );
  const contents = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.string({ unit: "binary" }).map((text) => encoder.encode(text)),
    fc.json().map((text) => encoder.encode(text)),
    lines.map((all) => encoder.encode(all.join("\n"))),
    fc.string({ unit: "grapheme" }).map((text) => Buffer.from(`\uFEFF${text}`, "utf16le")),
  );

  it("is turns or a problem, and never an exception", async () => {
    await fc.assert(
      fc.asyncProperty(contents, fc.constantFrom("a.txt", "a.json", "a.vtt", "a"), async (bytes, name) => {
        expect(isValid(await readTalk(bytes, name))).toBe(true);
      }),
      runs,
    );
  });

  it("is turns or a problem where its columns are mapped, whatever they are called", async () => {
    await fc.assert(
      fc.asyncProperty(
        contents,
        fc.string(),
        fc.constantFrom("text", "__proto__", "a.b"),
        async (bytes, speaker, text) => {
          expect(isValid(await readTalk(bytes, "a", { columns: { speaker, text, start: "start" } }))).toBe(
            true,
          );
        },
      ),
      runs,
    );
  });

  it("of a dataset is a transcript or a problem", async () => {
    await fc.assert(
      fc.asyncProperty(lines, async (all) => {
        const parsed = await parseTranscript(all.join("\n"), "a.txt");
        expect(parsed.ok ? parsed.transcript.turns.length : parsed.message.length).toBeGreaterThan(0);
      }),
      runs,
    );
  });

  it("credits nobody by a guess: words are the candidate's only where a person, the file or the label says so", async () => {
    await fc.assert(
      fc.asyncProperty(talks, fc.constantFrom("zoom-vtt", "aws", "name-lines"), async (speeches, format) => {
        const read = (await renderingOf(format, speeches)) ?? refused("empty", "");
        const made = read.ok ? toTranscript(read.talk, {}) : null;
        expect(made).toMatchObject({ ok: false, unknownSpeakers: read.ok ? speakersOf(read.talk) : [] });
      }),
      runs,
    );
  });
});

async function renderingOf(format: string, speeches: readonly Speech[]): Promise<ReadTalk | undefined> {
  const rendering = renderings[format];
  return rendering && readTalk(toBytes(rendering.render(speeches)), rendering.file);
}
