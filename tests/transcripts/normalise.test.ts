import { describe, expect, it } from "vitest";
import { normalise } from "../../src/transcripts/normalise.ts";
import type { TalkTurn } from "../../src/transcripts/talk.ts";
import { said, talkIn, warned } from "./reading.ts";

const piece = (
  speaker: string | null,
  text: string,
  start_s: number | null = null,
  end_s: number | null = null,
): TalkTurn => ({
  speaker,
  text,
  start_s,
  end_s,
});

function normalised(...pieces: readonly TalkTurn[]) {
  const read = normalise(pieces);
  if (!read.ok) throw new Error(read.problem.message);
  return read;
}

describe("normalise", () => {
  it("joins the pieces of one speaker, from the first's beginning to the last's end", () => {
    expect(
      normalised(piece("A", " so we\n", 1, 2), piece("A", "begin.", 2, 4), piece("B", "Why?", 5, 6)).turns,
    ).toEqual([piece("A", "so we begin.", 1, 4), piece("B", "Why?", 5, 6)]);
  });

  it("joins words that nobody is said to speak up to the end of a sentence", () => {
    const { turns } = normalised(
      piece(null, "so we", 1, 2),
      piece(null, "begin.", 2, 3),
      piece(null, "Then", 3, 4),
    );
    expect(turns.map(({ text }) => text)).toEqual(["so we begin.", "Then"]);
  });

  it("puts cues in the order of their times", () => {
    const read = normalised(piece("A", "one", 1), piece("B", "three", 9), piece("C", "two", 5));
    expect(said(read).map(([, text]) => text)).toEqual(["one", "two", "three"]);
    expect(warned(read)).toEqual({ "out-of-order": 1 });
  });

  it("keeps once what captions give twice, with its speaker", () => {
    const read = normalised(
      piece("A", "Hello there.", 1),
      piece(null, "hello there", 1),
      piece("A", "Hello there.", 1),
    );
    expect(said(read)).toEqual([["A", "Hello there."]]);
    expect(warned(read)).toEqual({ duplicate: 2 });
  });

  it("keeps what is said twice", () => {
    expect(said(normalised(piece("A", "No.", 1), piece("A", "No.", 2)))).toEqual([["A", "No. No."]]);
  });

  it("joins a sentence that an 'mm-hm' cuts, which then follows", () => {
    const read = normalised(
      piece("A", "the cost would be"),
      piece("B", "Okay."),
      piece("A", "about 5 a day."),
    );
    expect(said(read)).toEqual([
      ["A", "the cost would be about 5 a day."],
      ["B", "Okay."],
    ]);
    expect(warned(read)).toEqual({ interjection: 1 });
  });

  it.each([
    ["a question", "the cost would be", "Right?", "about 5"],
    ["words of content", "the cost would be", "Okay, per day.", "about 5"],
    ["an end of a sentence", "That is the cost.", "Okay.", "about 5"],
    ["a new sentence", "the cost would be", "Okay.", "About 5"],
  ])("leaves turns as they are at %s", (_, first, between, then) => {
    expect(normalised(piece("A", first), piece("B", between), piece("A", then)).turns).toHaveLength(3);
  });

  it("leaves out what tools add, counted", () => {
    const read = normalised(
      piece("A", "Hello."),
      piece(null, "[BLANK_AUDIO]"),
      piece(null, "Recording in progress"),
      piece(null, "Transcribed by https://otter.ai"),
    );
    expect(said(read)).toEqual([["A", "Hello."]]);
    expect(warned(read)).toEqual({ boilerplate: 3 });
  });

  it.each<[string, readonly string[], Record<string, number>]>([
    [
      "a sentence said over and over",
      ["We would test it.", "We would test it.", "We would test it."],
      { repetition: 1 },
    ],
    ["a word said thrice is no sign", ["No.", "No.", "No."], {}],
    ["words made up in silence", ["So.", "Thank you for watching!"], { silence: 1 }],
    ["money without its figure", ["It costs about $ a day and % of it"], { "number-loss": 2 }],
    ["figures with their signs", ["$3, $ 3, 5 %, 5%, €.50, x% of it"], {}],
  ])("flags %s and keeps its words", (_, texts, expected) => {
    const read = normalised(...texts.map((text) => piece("A", text)));
    expect(said(read)).toEqual([["A", texts.join(" ")]]);
    expect(warned(read)).toEqual(expected);
  });

  it("is the same a second time", () => {
    const once = normalised(piece("A", "so", 3, 4), piece("B", "Okay", 1, 2), piece("A", "we", 5, 6)).turns;
    expect(normalised(...once).turns).toEqual(once);
  });
});

describe("services", () => {
  it("WhisperX: figures without a time are kept, and two speakers in a segment are two turns", async () => {
    const talk = await talkIn(
      JSON.stringify({
        segments: [
          {
            start: 0,
            end: 4,
            text: " costs 58. Why?",
            speaker: "SPEAKER_00",
            words: [
              { word: "costs", start: 0, end: 1, speaker: "SPEAKER_00" },
              { word: "58." },
              { word: "Why?", start: 3, end: 4, speaker: "SPEAKER_01" },
            ],
          },
        ],
      }),
    );
    expect(said(talk)).toEqual([
      ["SPEAKER_00", "costs 58."],
      ["SPEAKER_01", "Why?"],
    ]);
    expect(warned(talk)).toEqual({ "untimed-number": 1 });
  });

  it("AWS: a figure of the whole text that the items lack is told", async () => {
    const items = [
      {
        type: "pronunciation",
        start_time: "0.1",
        end_time: "0.2",
        speaker_label: "spk_0",
        alternatives: [{ content: "costs" }],
      },
    ];
    const talk = await talkIn(
      JSON.stringify({ results: { transcripts: [{ transcript: "costs 58" }], items } }),
    );
    expect(warned(talk)).toEqual({ "number-loss": 1 });
  });

  it("Deepgram: a channel for each person is a label, in the order of the times", async () => {
    const channel = (words: readonly (readonly [string, number])[]) => ({
      alternatives: [
        { transcript: "", words: words.map(([word, start]) => ({ word, start, end: start + 1 })) },
      ],
    });
    const channels = [
      channel([
        ["why", 0],
        ["so", 90],
      ]),
      channel([["because", 5]]),
    ];
    const talk = await talkIn(JSON.stringify({ results: { channels } }));
    expect(said(talk)).toEqual([
      ["Channel 0", "why"],
      ["Channel 1", "because"],
      ["Channel 0", "so"],
    ]);
    expect(warned(talk)).toEqual({});
  });

  it("Whisper: its own signs of loops and silence are told", async () => {
    const segment = {
      start: 0,
      end: 1,
      text: "so so so",
      compression_ratio: 3,
      no_speech_prob: 0.9,
      avg_logprob: -2,
    };
    expect(warned(await talkIn(JSON.stringify({ segments: [segment] })))).toEqual({
      repetition: 1,
      silence: 1,
    });
  });

  it("times are seconds, whatever the service's unit", async () => {
    const talk = await talkIn(
      JSON.stringify({ utterances: [{ speaker: "A", text: "hi", start: 1500, end: 2500 }] }),
    );
    expect(talk.turns[0]).toMatchObject({ start_s: 1.5, end_s: 2.5 });
  });

  it("times of day count from the first", async () => {
    const talk = await talkIn("[Anna Bell] 17:32:36\nhello\n\n[Bob Cole] 17:32:40\nhi\n");
    expect(talk.turns.map(({ start_s }) => start_s)).toEqual([0, 4]);
  });
});

describe("labels", () => {
  it.each<[string, string, unknown]>([
    [
      "headings of an answer are words",
      "Anna Bell: How?\nBob Cole: Three parts.\nCost: two lawyers.\nRisk: refunds.\nAnna Bell: Go on.\nBob Cole: Done.",
      [
        ["Anna Bell", "How?"],
        ["Bob Cole", "Three parts. Cost: two lawyers. Risk: refunds."],
        ["Anna Bell", "Go on."],
        ["Bob Cole", "Done."],
      ],
    ],
    [
      "links and times of day are no labels",
      "Anna: see https://a.example at 10:30\nBob: yes",
      [
        ["Anna", "see https://a.example at 10:30"],
        ["Bob", "yes"],
      ],
    ],
    [
      "times stand before or behind a name",
      "00:00:01 Anna Bell: one\n(00:09) Bob Cole: two\nAnna Bell [00:12]: three",
      [
        ["Anna Bell", "one"],
        ["Bob Cole", "two"],
        ["Anna Bell", "three"],
      ],
    ],
  ])("%s", async (_, text, expected) => {
    expect(said(await talkIn(text))).toEqual(expected);
  });

  it.each<[string, string, string, readonly string[]]>([
    [
      "words for roles alone",
      "Interviewer: Why?\nCandidate: Cost.\nCost: 3.\nCost: 4.",
      "speaker-lines",
      ["Interviewer", "Candidate"],
    ],
    [
      "a name beside words for roles",
      "Interviewer: Why?\nPriya: So.\nInterviewer: Well?\nPriya: Yes.",
      "name-lines",
      ["Interviewer", "Priya"],
    ],
    [
      "words for roles with times",
      "[00:01] Interviewer: Why?\n[00:09] Candidate: So.",
      "name-lines",
      ["Interviewer", "Candidate"],
    ],
    [
      "words for roles below a title",
      "Round one\nInterviewer: Why?\nCandidate: So.",
      "name-lines",
      ["Interviewer", "Candidate"],
    ],
  ])("nobody's words go to another: %s", async (_, text, format, speakers) => {
    const talk = await talkIn(text);
    expect(talk.format).toBe(format);
    expect([...new Set(said(talk).map(([speaker]) => speaker))]).toEqual(speakers);
  });

  it("tells of words before a colon that were taken for words", async () => {
    const talk = await talkIn(
      "Anna Bell: How?\nBob Cole: Well.\nCost: two lawyers.\nmore\nand more\nAnna Bell: Go on.\nBob Cole: Done.",
    );
    expect(warned(talk)).toEqual({ "doubtful-label": 1 });
  });
});
