import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readTalk, transcriptFormats } from "../../src/transcripts/index.ts";
import { toTranscript } from "../../src/transcripts/roles.ts";
import type { Talk } from "../../src/transcripts/talk.ts";
import { renderings, type Kept } from "./renderings.ts";
import { candidate, talk, type Speech } from "./talk.ts";

const bytesOf = (rendered: string | Uint8Array): Uint8Array =>
  typeof rendered === "string" ? new TextEncoder().encode(rendered) : rendered;

async function talkOf(rendered: string | Uint8Array, file: string): Promise<Talk> {
  const read = await readTalk(bytesOf(rendered), file);
  if (!read.ok) throw new Error(`${file}: ${read.problem.message}`);
  return read.talk;
}

/** The speeches as a format keeps them: who (by the format's labels) and what. */
function expected(speeches: readonly Speech[], { labels }: Kept): unknown {
  if (labels === null) return speeches.map(({ text }) => text).join(" ");
  return speeches.map(({ speaker, text }) => [labels?.[speaker] ?? speaker, text]);
}

function found({ turns }: Talk, { labels }: Kept): unknown {
  if (labels === null) return turns.map(({ text }) => text).join(" ");
  return turns.map(({ speaker, text }) => [speaker, text]);
}

describe.each(Object.entries(renderings))("a %s file", (name, rendering) => {
  const fixture = new URL(`fixtures/${rendering.file}`, import.meta.url);

  it("is known by its content, and its turns are those of every other format", async () => {
    for (const file of [rendering.file, "recording"]) {
      const read = await talkOf(readFileSync(fixture), file);
      expect(read.format).toBe(name);
      expect(found(read, rendering)).toEqual(expected(talk, rendering));
    }
  });

  it("keeps the times that its format has", async () => {
    const { turns } = await talkOf(readFileSync(fixture), rendering.file);
    const { start } = rendering;
    if (start === null) return;
    for (const [index, turn] of turns.entries())
      expect(Math.abs((turn.start_s ?? Infinity) - (talk[index]?.start_s ?? 0))).toBeLessThanOrEqual(start);
  });

  it("gives a transcript once the candidate is named", async () => {
    const read = await talkOf(readFileSync(fixture), rendering.file);
    if (rendering.labels === null) return;
    const label = rendering.labels?.[candidate] ?? candidate;
    const made = toTranscript(read, { candidate: label });
    const roles = made.ok ? made.transcript.turns.map(({ role }) => role) : made.unknownSpeakers;
    expect(roles).toEqual(talk.map(({ speaker }) => (speaker === candidate ? "candidate" : "interviewer")));
  });
});

describe("the fixtures", () => {
  const texts = Object.values(renderings).filter(({ file }) => !file.endsWith(".docx"));

  it.each(texts)("hold the talk as the rendering of $file writes it", async ({ file, render }) => {
    await expect(String(render(talk))).toMatchFileSnapshot(`fixtures/${file}`);
  });

  it("are one for each format but that of words alone", () => {
    expect([...Object.keys(renderings), "plain-text"].sort()).toEqual(Object.keys(transcriptFormats).sort());
  });
});
