import { describe, expect, it } from "vitest";
import { weightedLevel } from "../../src/grading/level-probabilities.ts";
import type { LevelToken } from "../../src/models/token-probabilities.ts";

const scale = { min: 1, max: 5, step: 1 };
const json = { format: "json" } as const;

/** A token at the place of some words' end, and what it could have been. */
function tokenAfter(text: string, words: string, shares: Readonly<Record<string, number>>): LevelToken {
  const at = text.indexOf(words) + words.length;
  const top = Object.entries(shares).map(([token, share]) => ({ token, logprob: Math.log(share) }));
  return { at, token: /^\s*\S/.exec(text.slice(at))?.[0] ?? "", top };
}

describe("a level weighted by probabilities", () => {
  it("is their mean with standard deviation: 0.5 × 3 + 0.5 × 4 = 3.5 ± 0.5", () => {
    const text = '{"evidence": [], "rationale": "so", "level": 3}';
    const levelTokens = [tokenAfter(text, '"level":', { " 3": 0.5, " 4": 0.5 })];
    expect(weightedLevel({ text, levelTokens }, { format: json, scale, key: null })).toEqual({
      level: 3.5,
      spread: 0.5,
      confidence: 0.5,
    });
  });

  it("leaves out what is no level, and counts a level once however it is written: (0.6 + 0.2) × 3 + 0.2 × 1", () => {
    const text = '{"level": 3}';
    const shares = { "3": 0.3, " 3": 0.1, " 1": 0.1, null: 0.3, " 9": 0.1, " maybe": 0.1 };
    const levelTokens = [tokenAfter(text, '"level":', shares)];
    expect(weightedLevel({ text, levelTokens }, { format: json, scale, key: null })).toMatchObject({
      level: 2.6,
      confidence: 0.8,
    });
  });

  it("is found under each dimension of a joint reply, whatever quotes look like", () => {
    const quote = JSON.stringify('he said "level": 1 and "cost": {"level": 1}');
    const text = `{"risk": {"rationale": ${quote}, "level": 2}, "cost": {"rationale": "x", "level": 4}}`;
    const levelTokens = [
      tokenAfter(text, `${quote}, "level":`, { " 2": 1 }),
      tokenAfter(text, '"x", "level":', { " 4": 0.5, " 5": 0.5 }),
    ];
    const levelOf = (key: string) =>
      weightedLevel({ text, levelTokens }, { format: json, scale, key })?.level;
    expect(levelOf("risk")).toBe(2);
    expect(levelOf("cost")).toBe(4.5);
    expect(levelOf("people")).toBeUndefined();
  });

  it("is that of the last match of a declared pattern, in the words that it declares", () => {
    const format = { format: "text", pattern: "Level: (\\w)", levels: { A: 1, B: 2 } } as const;
    const text = "Level: A was my first thought.\nLevel: B";
    const levelTokens = [
      tokenAfter(text, "Level: ", { A: 1 }),
      tokenAfter(text, "thought.\nLevel: ", { B: 0.75, A: 0.25 }),
    ];
    expect(weightedLevel({ text, levelTokens }, { format, scale, key: null })?.level).toBe(1.75);
  });

  it("is not made up where the reply carries none", () => {
    const reply = { text: '{"level": 3}' };
    expect(weightedLevel(reply, { format: json, scale, key: null })).toBeNull();
  });
});
