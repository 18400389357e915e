import { describe, expect, it } from "vitest";
import {
  isNameless,
  missingCandidate,
  settleRoles,
  speakersOf,
  toTranscript,
  type Roles,
} from "../../src/transcripts/roles.ts";
import type { TalkTurn } from "../../src/transcripts/talk.ts";

const turn = (speaker: string | null, text = "words"): TalkTurn => ({
  speaker,
  text,
  start_s: null,
  end_s: null,
});
const talkOf = (...speakers: readonly (string | null)[]) => ({
  turns: speakers.map((speaker) => turn(speaker)),
});

function rolesIn(talk: ReturnType<typeof talkOf>, roles: Roles): unknown {
  const made = toTranscript(talk, roles);
  return made.ok ? made.transcript.turns.map(({ role }) => role) : made.unknownSpeakers;
}

describe("toTranscript", () => {
  it("takes words for a role at their word, numbered or not, in any case", () => {
    const talk = talkOf("INTERVIEWER 2", "candidate", "Note taker");
    expect(rolesIn(talk, {})).toEqual(["interviewer", "candidate", "other"]);
  });

  it("makes the others interviewers once the candidate is named, but for programs that listen and labels that say otherwise", () => {
    const talk = talkOf("Ann Bell", "Bob", "Otter.ai", "Observer", "Cy's iPhone");
    expect(rolesIn(talk, { candidate: "Bob" })).toEqual([
      "interviewer",
      "candidate",
      "other",
      "other",
      "interviewer",
    ]);
  });

  it.each(["idris  quaye", "IDRIS QUAYE", " Idris Quaye "])("finds the candidate as %j", (name) => {
    expect(rolesIn(talkOf("Idris Quaye", "Maren"), { candidate: name })).toEqual([
      "candidate",
      "interviewer",
    ]);
  });

  it("takes a role that a person wrote down before all else", () => {
    const speakers = new Map([["Candidate", "interviewer"] as const, ["Bob", "candidate"] as const]);
    expect(rolesIn(talkOf("Candidate", "Bob"), { speakers })).toEqual(["interviewer", "candidate"]);
  });

  it("names every speaker without a role, words without a label among them, and says how to give one", () => {
    const made = toTranscript(talkOf("Candidate", "SPEAKER_01", null), {});
    expect(made).toEqual({
      ok: false,
      unknownSpeakers: ["SPEAKER_01", ""],
      message:
        'nobody said who "SPEAKER_01", (no label) are: name the candidate with --candidate NAME, or give each speaker a role in a file with --speakers FILE',
    });
  });

  it("refuses a candidate who is not there, with the nearest name", () => {
    expect(toTranscript(talkOf("Idris Quaye", "Maren"), { candidate: "Idris Quay" })).toMatchObject({
      message:
        'nobody is labelled "Idris Quay" (did you mean "Idris Quaye"?), the speakers are "Idris Quaye", "Maren"',
    });
  });

  it("keeps a role that the file itself gives, turn by turn", () => {
    const turns = [
      { ...turn("A"), role: "candidate" } as const,
      { ...turn("A"), role: "interviewer" } as const,
    ];
    expect(rolesIn({ turns }, {})).toEqual(["candidate", "interviewer"]);
  });

  it("keeps labels and times, but for a label that is the role's own word", () => {
    const turns = [{ ...turn("Candidate"), start_s: 1, end_s: 2 }, turn("Interviewer 2")];
    const made = toTranscript({ turns }, {});
    expect(made.ok && made.transcript.turns).toEqual([
      { role: "candidate", text: "words", start_s: 1, end_s: 2 },
      { role: "interviewer", text: "words", speaker: "Interviewer 2" },
    ]);
  });

  it.each(["Grader", "__proto__", "constructor", "toString"])(
    "treats a candidate named %s like any other",
    (name) => {
      const talk = talkOf(name, "Maren");
      expect(rolesIn(talk, { candidate: name })).toEqual(["candidate", "interviewer"]);
      expect(settleRoles(talk, {}).unknownSpeakers).toEqual(speakersOf(talk));
    },
  );
});

describe("missingCandidate", () => {
  const talk = talkOf("Idris Quaye", "Maren");
  const both = ["Idris Quaye", "Ann"].map((label) => [label, "candidate"] as const);

  it.each<{ readonly roles: Roles; readonly missing: string | null }>([
    { roles: { candidate: "Idris Quay" }, missing: "Idris Quay" },
    { roles: { candidate: "idris quaye" }, missing: null },
    { roles: { speakers: new Map([["Ann", "candidate"]]) }, missing: "Ann" },
    { roles: { speakers: new Map([["Ann", "interviewer"]]) }, missing: null },
    { roles: { speakers: new Map(both) }, missing: null },
    { roles: {}, missing: null },
  ])("of $roles is $missing", ({ roles, missing }) => {
    expect(missingCandidate(talk, roles)).toBe(missing);
  });
});

describe("isNameless", () => {
  it.each(["", "Candidate", "Interviewer 2", "Speaker 1", "SPEAKER_01", "spk_0"])("holds for %j", (label) => {
    expect(isNameless(label)).toBe(true);
  });

  it.each(["Maren", "Speaker Maren", "maren2"])("fails for %j", (label) => {
    expect(isNameless(label)).toBe(false);
  });
});
