import { describe, expect, it } from "vitest";
import { examineTalk } from "../../src/transcripts/examine.ts";
import { languagesOf } from "../../src/transcripts/languages.ts";
import type { TalkTurn } from "../../src/transcripts/talk.ts";
import { talk as speeches } from "./talk.ts";

const turn = (
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
const look = (turns: readonly TalkTurn[], candidate: string | null = null) =>
  examineTalk({ turns }, candidate);

describe("examineTalk", () => {
  it("measures who says how much and who asks", () => {
    const { words, speakers } = look([
      turn("A", "Why so?"),
      turn("B", "It costs 1,200 a day, I'd say."),
      turn("A", "Fine."),
    ]);
    // 2 + 1 words of A; B: It, costs, 1,200, a, day, I'd, say.
    expect(words).toBe(10);
    expect(speakers).toEqual([
      { speaker: "B", turns: 1, words: 7, talkShare: 0.7, askingShare: 0 },
      { speaker: "A", turns: 2, words: 3, talkShare: 0.3, askingShare: 0.5 },
    ]);
  });

  it("guesses the candidate as who talks most and asks least, never with certainty", () => {
    const { guess } = look(speeches);
    expect(guess?.candidate).toBe("Idris Quaye");
    expect(guess?.confidence).toBeGreaterThan(0.8);
    expect(guess?.confidence).toBeLessThanOrEqual(0.95);
  });

  it("is less sure the more alike two speakers are", () => {
    const { guess } = look([turn("A", "one two three"), turn("B", "one two three four")]);
    // weights 3/7 and 4/7
    expect(guess).toEqual({ candidate: "B", confidence: 4 / 7 });
  });

  it("takes a label at its word, and guesses nothing of one voice, of none, or of a program", () => {
    expect(look([turn("Candidate", "hm"), turn("B", "one two three")]).guess).toEqual({
      candidate: "Candidate",
      confidence: 1,
    });
    expect(look([turn("A", "one two")]).guess).toBeNull();
    expect(look([turn(null, "one two"), turn("A", "one")]).guess).toBeNull();
    expect(look([turn("Otter.ai", "one two"), turn("A", "one")]).guess).toBeNull();
  });

  it("finds pauses of more than a minute, also where only beginnings are known, and speech over speech", () => {
    const { gaps, overlaps, minutes } = look([
      turn("A", "one", 0, 10),
      turn("B", "two", 80, 90),
      turn("A", "three", 85, null),
      turn("B", "four", 200, null),
    ]);
    expect(gaps).toEqual([
      { turn: 2, seconds: 70 },
      { turn: 4, seconds: 115 },
    ]);
    expect(overlaps).toBe(1);
    expect(minutes).toBeCloseTo(200 / 60);
  });

  it("doubts prompts under the candidate's label, and not a candidate's own questions", () => {
    const { misattribution } = look(
      [
        turn("A", "Tell me about the cost?"),
        turn("B", "Is the traffic known? I would ask for a week of it."),
        turn("B", "And how would you measure that?"),
      ],
      "B",
    );
    expect(misattribution.map((sign) => sign.turn)).toEqual([3]);
  });

  it("doubts labels that swap who asks in the middle of a talk", () => {
    const asks = [
      "Walk me through it.",
      "How would you begin?",
      "Next question: cost?",
      "Why would you stop?",
    ];
    const steady = asks.flatMap((text) => [turn("A", text), turn("B", "A long answer.")]);
    const flipped = asks.flatMap((text, index) =>
      index < 2 ? [turn("A", text), turn("B", "An answer.")] : [turn("B", text), turn("A", "An answer.")],
    );
    expect(look(steady, "B").misattribution).toEqual([]);
    expect(
      look(flipped, null).misattribution.some(({ says, turn: at }) => at === 5 && says.includes("swapped")),
    ).toBe(true);
  });
});

describe("languagesOf", () => {
  const english =
    "We would measure how often the answers are wrong before anyone sees them, and keep a person there. ";
  const german =
    "Wir würden messen, wie oft die Antworten falsch sind, bevor sie jemand sieht, und einen Menschen behalten. ";

  it("gives the share of each language, most spoken first", async () => {
    const languages = await languagesOf([turn("A", english.repeat(20)), turn("B", german.repeat(10))]);
    expect(languages.map(({ language }) => language)).toEqual(["eng", "deu"]);
    expect(languages[0]?.share).toBeCloseTo(0.65, 1);
  });

  it("says nothing of a few words", async () => {
    expect(await languagesOf([turn("A", "Hello")])).toEqual([]);
  });
});
