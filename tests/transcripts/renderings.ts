import { strToU8, zipSync } from "fflate";
import { candidate, type Speech } from "./talk.ts";

/** What a format keeps of a talk. */
export type Kept = {
  /** Seconds by which a time may be off; null where there is none. */
  readonly start: number | null;
  /** Labels where they are not names; null: nobody is named. */
  readonly labels?: Readonly<Record<string, string>> | null;
};

export type Rendering = Kept & {
  readonly file: string;
  readonly render: (talk: readonly Speech[]) => string | Uint8Array;
};

/** A piece of a speech, as captions cut it. */
type Piece = Speech & { readonly isLast: boolean };

function pieces(talk: readonly Speech[], wordsEach = 9): Piece[] {
  return talk.flatMap((speech) => {
    const words = speech.text.split(" ");
    const count = Math.ceil(words.length / wordsEach);
    const seconds = (speech.end_s - speech.start_s) / count;
    return Array.from({ length: count }, (_, index) => ({
      ...speech,
      text: words.slice(index * wordsEach, (index + 1) * wordsEach).join(" "),
      start_s: speech.start_s + index * seconds,
      end_s: speech.start_s + (index + 1) * seconds,
      isLast: index === count - 1,
    }));
  });
}

function clock(seconds: number, mark = "."): string {
  const milliseconds = Math.round(seconds * 1000);
  const part = (size: number, base: number, width = 2): string =>
    String(Math.floor(milliseconds / size) % base).padStart(width, "0");
  return `${part(3_600_000, 100)}:${part(60_000, 60)}:${part(1000, 60)}${mark}${part(1, 1000, 3)}`;
}

function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** Words with times spread over the speech. */
function timedWords(speech: Speech) {
  const words = speech.text.split(" ");
  const seconds = (speech.end_s - speech.start_s) / words.length;
  return words.map((word, index) => ({
    word,
    start: Number((speech.start_s + index * seconds).toFixed(3)),
    end: Number((speech.start_s + (index + 1) * seconds).toFixed(3)),
  }));
}

const numberOf = ({ speaker }: Speech): number => (speaker === candidate ? 1 : 0);
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function numbered(label: (number: number) => string): Readonly<Record<string, string>> {
  return { "Maren Holt": label(0), "Idris Quaye": label(1) };
}

/** A word and the marks that end it, apart. */
function marksApart(word: string): readonly [word: string, mark: string] {
  const [, bare = word, mark = ""] = /^(.*?)([.,?]?)$/.exec(word) ?? [];
  return [bare, mark];
}

function teamsDocument(talk: readonly Speech[]): Uint8Array {
  const run = (text: string): string => `<w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;
  const paragraph = (...runs: readonly string[]): string => `<w:p>${runs.join("<w:r><w:br/></w:r>")}</w:p>`;
  const paragraphs = [
    paragraph(run("Ferry case-20260615_133555-Meeting Transcript")),
    paragraph(run("15 June 2026, 01:35pm"), run("1m 52s")),
    paragraph(run("Maren Holt started transcription")),
    ...talk.map((speech) =>
      paragraph(run(`${speech.speaker}   ${minutes(speech.start_s)}`), run(speech.text)),
    ),
    paragraph(run("Maren Holt stopped transcription")),
  ];
  const body = `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${paragraphs.join("")}</w:body></w:document>`;
  return zipSync({ "word/document.xml": strToU8(body) }, { mtime: "2026-01-01T00:00:00" });
}

/** Each format of the registry that recordings come in, written from its public shape. */
export const renderings: Readonly<Record<string, Rendering>> = {
  "turns-json": {
    file: "turns.json",
    start: 0,
    render: (talk) =>
      json({
        turns: talk.map((speech) => ({
          role: speech.speaker === candidate ? "candidate" : "interviewer",
          ...speech,
        })),
      }),
  },
  "zoom-vtt": {
    file: "zoom.vtt",
    start: 0.01,
    render: (talk) =>
      `\uFEFFWEBVTT\r\n\r\n${pieces(talk)
        .map(
          ({ speaker, start_s, end_s, text }, index) =>
            `${index + 1}\r\n${clock(start_s)} --> ${clock(end_s)}\r\n${speaker}: ${escaped(text)}\r\n\r\n`,
        )
        .join("")}`,
  },
  "teams-vtt": {
    file: "teams.vtt",
    start: 0.01,
    render: (talk) =>
      `WEBVTT\n\nNOTE duration:"00:01:52"\n\nSTYLE\n::cue { color: white }\n\n${pieces(talk)
        .map(
          ({ speaker, start_s, end_s, text }, index) =>
            `4f1c0a7e-93ab-4c1b-8f52-b81cfcfcae01/${index}-0\n${clock(start_s)} --> ${clock(end_s)} align:start\n<v ${speaker}>${escaped(text)}</v>\n\n`,
        )
        .join("")}`,
  },
  "teams-docx": { file: "teams.docx", start: 1, render: teamsDocument },
  "meet-text": {
    file: "meet.txt",
    start: null,
    render: (talk) =>
      `Ferry case (2026-06-15 13:35 GMT+2) - Transcript\nAttendees\nIdris Quaye, Maren Holt, Maren Holt's Presentation\nTranscript\n${talk
        .map(
          ({ speaker, text }, index) =>
            `${index % 4 === 0 ? `\n00:0${index / 4}:00\n\n` : ""}${speaker}: ${text}\n`,
        )
        .join(
          "",
        )}\nTranscription ended after 00:01:52\n\nThis editable transcript was computer generated and might contain errors. People can also change the text after it was created.\n`,
  },
  "meet-api": {
    file: "meet-api.json",
    start: 2,
    render: (talk) =>
      json({
        transcriptEntries: talk.map(({ speaker, start_s, end_s, text }, index) => ({
          name: `conferenceRecords/c/transcripts/t/entries/e${index}`,
          participant: `conferenceRecords/c/participants/${speaker === candidate ? "p2" : "p1"}`,
          text,
          languageCode: "en-US",
          startTime: new Date(Date.UTC(2026, 5, 15, 11) + start_s * 1000).toISOString(),
          endTime: new Date(Date.UTC(2026, 5, 15, 11) + end_s * 1000).toISOString(),
        })),
        participants: [
          {
            name: "conferenceRecords/c/participants/p1",
            signedinUser: { user: "users/1", displayName: "Maren Holt" },
          },
          { name: "conferenceRecords/c/participants/p2", anonymousUser: { displayName: "Idris Quaye" } },
        ],
      }),
  },
  "otter-txt": {
    file: "otter.txt",
    start: 1,
    render: (talk) =>
      `${talk.map(({ speaker, start_s, text }) => `${speaker}  ${minutes(start_s)}\n${text}\n\n`).join("")}Transcribed by https://otter.ai\n`,
  },
  srt: {
    file: "otter.srt",
    start: 0.01,
    render: (talk) =>
      pieces(talk)
        .map(
          ({ speaker, start_s, end_s, text }, index) =>
            `${index + 1}\n${clock(start_s, ",")} --> ${clock(end_s, ",")}\n${speaker}: ${text}\n\n`,
        )
        .join(""),
  },
  whisper: {
    file: "whisper.json",
    start: null,
    labels: null,
    render: (talk) =>
      json({
        text: talk.map(({ text }) => ` ${text}`).join(""),
        segments: pieces(talk).map(({ start_s, end_s, text }, id) => ({
          id,
          start: start_s,
          end: end_s,
          text: ` ${text}`,
          avg_logprob: -0.2,
          no_speech_prob: 0.01,
          compression_ratio: 1.2,
        })),
        language: "en",
      }),
  },
  whisperx: {
    file: "whisperx.json",
    start: 0.01,
    labels: numbered((number) => `SPEAKER_0${number}`),
    render: (talk) => {
      const segments = talk.map((speech) => ({
        start: speech.start_s,
        end: speech.end_s,
        text: ` ${speech.text}`,
        speaker: `SPEAKER_0${numberOf(speech)}`,
        words: timedWords(speech).map(({ word, start, end }) =>
          /\d/.test(word)
            ? { word }
            : { word, start, end, score: 0.8, speaker: `SPEAKER_0${numberOf(speech)}` },
        ),
      }));
      return json({ segments, word_segments: segments.flatMap(({ words }) => words) });
    },
  },
  deepgram: {
    file: "deepgram.json",
    start: 0.01,
    labels: numbered((number) => `Speaker ${number}`),
    render: (talk) =>
      json({
        metadata: { channels: 1 },
        results: {
          channels: [
            {
              alternatives: [
                {
                  transcript: talk.map(({ text }) => text).join(" "),
                  words: talk.flatMap((speech) =>
                    timedWords(speech).map(({ word, start, end }) => ({
                      word: word.toLowerCase(),
                      start,
                      end,
                      confidence: 0.97,
                      speaker: numberOf(speech),
                      punctuated_word: word,
                    })),
                  ),
                },
              ],
            },
          ],
        },
      }),
  },
  assemblyai: {
    file: "assemblyai.json",
    start: 0.01,
    labels: numbered((number) => `Speaker ${number === 0 ? "A" : "B"}`),
    render: (talk) =>
      json({
        id: "t",
        status: "completed",
        text: talk.map(({ text }) => text).join(" "),
        audio_duration: 112,
        utterances: talk.map((speech) => ({
          speaker: numberOf(speech) === 0 ? "A" : "B",
          start: Math.round(speech.start_s * 1000),
          end: Math.round(speech.end_s * 1000),
          confidence: 0.9,
          text: speech.text,
        })),
      }),
  },
  rev: {
    file: "rev.json",
    start: 0.01,
    labels: numbered((number) => `Speaker ${number}`),
    render: (talk) =>
      json({
        monologues: talk.map((speech) => ({
          speaker: numberOf(speech),
          elements: timedWords(speech).flatMap(({ word, start, end }, index) => {
            const [bare, mark] = marksApart(word);
            return [
              ...(index === 0 ? [] : [{ type: "punct", value: " " }]),
              { type: "text", value: bare, ts: start, end_ts: end, confidence: 0.8 },
              ...(mark === "" ? [] : [{ type: "punct", value: mark }]),
            ];
          }),
        })),
        speakers: [
          { id: 0, name: "Speaker 0" },
          { id: 1, name: "Speaker 1" },
        ],
      }),
  },
  aws: {
    file: "aws.json",
    start: 0.01,
    labels: numbered((number) => `spk_${number}`),
    render: (talk) => {
      const labelOf = (speech: Speech): string => `spk_${numberOf(speech)}`;
      const times = ({ start, end }: { start: number; end: number }) => ({
        start_time: String(start),
        end_time: String(end),
      });
      return json({
        jobName: "ferry",
        results: {
          transcripts: [{ transcript: talk.map(({ text }) => text).join(" ") }],
          speaker_labels: {
            speakers: 2,
            segments: talk.map((speech) => ({
              start_time: String(speech.start_s),
              end_time: String(speech.end_s),
              speaker_label: labelOf(speech),
              items: timedWords(speech).map((word) => ({ ...times(word), speaker_label: labelOf(speech) })),
            })),
          },
          items: talk.flatMap((speech) =>
            timedWords(speech).flatMap((word) => {
              const [bare, mark] = marksApart(word.word);
              return [
                {
                  type: "pronunciation",
                  ...times(word),
                  alternatives: [{ confidence: "0.99", content: bare }],
                },
                ...(mark === ""
                  ? []
                  : [{ type: "punctuation", alternatives: [{ confidence: "0.0", content: mark }] }]),
              ];
            }),
          ),
        },
      });
    },
  },
  "speaker-lines": {
    file: "roles.txt",
    start: null,
    labels: { "Maren Holt": "Interviewer", "Idris Quaye": "Candidate" },
    render: (talk) =>
      talk
        .map(({ speaker, text }) => `${speaker === candidate ? "Candidate" : "Interviewer"}: ${text}\n\n`)
        .join(""),
  },
  "name-lines": {
    file: "names.txt",
    start: 1,
    render: (talk) =>
      talk
        .map(({ speaker, start_s, text }) => `[${clock(start_s).slice(0, 8)}] ${speaker}: ${text}\n`)
        .join(""),
  },
  markdown: {
    file: "names.md",
    start: null,
    render: (talk) =>
      `# Ferry case\n\n${talk.map(({ speaker, text }) => `**${speaker}:** ${text}\n\n`).join("")}`,
  },
  csv: {
    file: "table.csv",
    start: 0,
    render: (talk) =>
      `speaker,start,end,text\n${talk
        .map(
          ({ speaker, start_s, end_s, text }) =>
            `${speaker},${start_s},${end_s},"${text.replaceAll('"', '""')}"\n`,
        )
        .join("")}`,
  },
  json: {
    file: "list.json",
    start: 0,
    render: (talk) =>
      json({ meeting: { lines: talk.map(({ speaker, start_s, text }) => ({ speaker, start_s, text })) } }),
  },
};
