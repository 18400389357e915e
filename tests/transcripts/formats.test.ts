import { describe, expect, it } from "vitest";
import { parseTranscript, transcriptFormats } from "../../src/transcripts/index.ts";

const turnsOf = async (text: string, fileName = "a.txt"): Promise<unknown> => {
  const parsed = await parseTranscript(text, fileName);
  return parsed.ok ? parsed.transcript.turns : parsed;
};

describe("parseTranscript", () => {
  it.each<{ rule: string; text: string; file?: string; expected: unknown }>([
    {
      rule: "lines that begin with a role are turns, in any case of letters",
      text: "INTERVIEWER: Why?\ncandidate: Because.\n",
      expected: [
        { role: "interviewer", text: "Why?" },
        { role: "candidate", text: "Because." },
      ],
    },
    {
      rule: "further lines and paragraphs continue a turn, also those that begin like a heading",
      text: "Candidate: First.\nSecond.\n\nCost: two lawyers.\n\nInterviewer: And?\n",
      expected: [
        { role: "candidate", text: "First.\nSecond.\n\nCost: two lawyers." },
        { role: "interviewer", text: "And?" },
      ],
    },
    {
      rule: "numbered interviewers are interviewers, other roles are others, and both keep their label",
      text: "Interviewer 2: Why?\nObserver: (coughs)\nCandidate: Because.\n",
      expected: [
        { role: "interviewer", text: "Why?", speaker: "Interviewer 2" },
        { role: "other", text: "(coughs)", speaker: "Observer" },
        { role: "candidate", text: "Because." },
      ],
    },
    {
      rule: "a label may stand above its words",
      text: "\n\nCandidate:\nBecause.\n",
      expected: [{ role: "candidate", text: "Because." }],
    },
    {
      rule: "byte order mark and Windows line ends change nothing",
      text: "\uFEFFInterviewer: Why?\r\n\r\nCandidate: One,\r\ntwo.\r\n",
      expected: [
        { role: "interviewer", text: "Why?" },
        { role: "candidate", text: "One,\ntwo." },
      ],
    },
    {
      rule: "a text that begins with no role is a written answer, whatever follows",
      text: "My plan:\n\nCandidate: a word I use.\n",
      expected: [{ role: "candidate", text: "My plan:\n\nCandidate: a word I use." }],
    },
    {
      rule: "our own JSON keeps speakers and times",
      text: '{"turns": [{"role": "candidate", "text": "Hm", "speaker": "C", "start_s": 1, "end_s": 2.5}]}',
      file: "a.json",
      expected: [{ role: "candidate", text: "Hm", speaker: "C", start_s: 1, end_s: 2.5 }],
    },
    {
      rule: "our own JSON is known by its content too",
      text: ' {"turns":[{"role":"other","text":"Hm"}]}',
      expected: [{ role: "other", text: "Hm" }],
    },
  ])("$rule", async ({ text, file, expected }) => {
    expect(await turnsOf(text, file)).toEqual(expected);
  });

  it.each<{ rule: string; text: string; file?: string; line: number | null; message: string }>([
    { rule: "an empty text", text: "\uFEFF\r\n ", line: null, message: "the transcript is empty" },
    {
      rule: "a turn without words",
      text: "Interviewer: Why?\nCandidate:\n\nInterviewer: Well?",
      line: 2,
      message: "nobody speaks in this turn, expected words",
    },
    {
      rule: "speakers of whom nobody says who they are",
      text: "Speaker 1: Why?\nSpeaker 2: Because.",
      line: null,
      message:
        'nobody said who "Speaker 1", "Speaker 2" is, expected labels that say it: Interviewer, Candidate',
    },
    {
      rule: "half a JSON file",
      text: '{"turns": [\n{"role": "candidate"',
      file: "a.json",
      line: 2,
      message: "not whole JSON",
    },
    {
      rule: "JSON with an unknown role",
      text: '{"turns": [{"role": "boss", "text": "x"}]}',
      line: null,
      message: 'turns.0.role: Invalid option: expected one of "interviewer"|"candidate"|"other"',
    },
  ])("refuses $rule", async ({ text, file, line, message }) => {
    expect(await turnsOf(text, file)).toEqual({ ok: false, line, message });
  });
});

describe("every transcript format", () => {
  it("says what it is and loads", async () => {
    for (const { description, load } of Object.values(transcriptFormats)) {
      expect(description).not.toBe("");
      const { format } = await load();
      expect(Object.keys(format).sort()).toEqual(["matches", "read"]);
    }
  });
});
