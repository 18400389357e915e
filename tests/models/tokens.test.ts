import { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import * as encoding from "gpt-tokenizer/encoding/o200k_base";
import { beforeEach, describe, expect, it } from "vitest";
import { countTokens, createTokenEstimate, envelopeTokens, estimateTokens } from "../../src/models/tokens.ts";

const started: ChildProcess[] = [];
subscribe("child_process", (message) => {
  if (typeof message !== "object" || message === null || !("process" in message)) return;
  if (message.process instanceof ChildProcess) started.push(message.process);
});

/** The process that was started last. */
function counter(): ChildProcess {
  const last = started.at(-1);
  if (last === undefined) throw new Error("nothing was started");
  return last;
}

let fresh = 0;
/** A text that was not counted before. */
const freshText = (): string => `an answer with the number ${(fresh += 1)}`;
const tokensOf = (text: string): number => encoding.countTokens(text, { disallowedSpecial: new Set() });

beforeEach(async () => {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill();
    await once(child, "exit");
  }
  started.length = 0;
});

describe("countTokens", () => {
  it("counts as the encoding does, special tokens as text like any other", async () => {
    const few = ["", "one two", "Größe und Maß", "<|endoftext|>", "\ud800"];
    const asked = [...few, ...Array.from({ length: 250 }, freshText)];
    expect(await Promise.all(asked.map(countTokens))).toEqual(asked.map(tokensOf));
  });

  it("counts in one process, which ends when nobody asks, and then in another", async () => {
    await Promise.all([freshText(), freshText()].map(countTokens));
    await countTokens(freshText());
    expect(started).toHaveLength(1);
    expect(await once(counter(), "exit")).toEqual([0, null]);
    const text = freshText();
    expect(await countTokens(text)).toBe(tokensOf(text));
    expect(started).toHaveLength(2);
  });

  it("goes on in another process when one is killed between two counts", async () => {
    await countTokens(freshText());
    const killed = counter();
    killed.kill("SIGKILL");
    await once(killed, "exit");
    const text = freshText();
    expect(await countTokens(text)).toBe(tokensOf(text));
    expect(counter()).not.toBe(killed);
  });

  it("counts again what was with a process when it was killed", async () => {
    const [text, next] = [freshText(), freshText()];
    const counts = Promise.all([text, next].map(countTokens));
    while (started.length === 0) await new Promise(setImmediate);
    counter().kill("SIGKILL");
    expect(await counts).toEqual([text, next].map(tokensOf));
    expect(started).toHaveLength(2);
  });

  it("says so where every process is killed, and counts the same text when it is asked for again", async () => {
    const text = freshText();
    const killing = setInterval(() => {
      for (const child of started) child.kill("SIGKILL");
    }, 1);
    await expect(countTokens(text)).rejects.toThrow("the process that counts tokens ended with SIGKILL");
    clearInterval(killing);
    expect(await countTokens(text)).toBe(tokensOf(text));
  });

  it.skipIf(process.platform === "win32")("counts out of reach of a terminal's Ctrl-C", async () => {
    await countTokens(freshText());
    const { pid = 0 } = counter();
    // A signal to the group that it leads, which there is only if it leads one.
    expect(() => process.kill(-pid, 0)).not.toThrow();
  });
});

describe("estimateTokens", () => {
  it("adds up all blocks, the reply's schema and what the envelope takes", async () => {
    const [system, user, schema] = [freshText(), freshText(), { type: "object", properties: {} }];
    const prompt = {
      system: [{ text: system, cache: true }],
      user: [{ text: user, cache: false }],
    };
    const words = tokensOf(system) + tokensOf(user) + envelopeTokens;
    expect(await estimateTokens({ ...prompt, reply: { kind: "text" } })).toBe(words);
    expect(await estimateTokens({ ...prompt, reply: { kind: "json", name: "score", schema } })).toBe(
      words + tokensOf(JSON.stringify(schema)),
    );
  });
});

describe("an estimate of many texts", () => {
  const longText = (): string => `${freshText()} ${"of several words ".repeat(200)}`;

  it("counts the first hundred long texts, and lets their tokens a character stand for the rest", async () => {
    const estimate = createTokenEstimate();
    const counted = Array.from({ length: 100 }, longText);
    const other = "x".repeat(10_000);
    const counts = Promise.all(counted.map(estimate));
    const estimated = estimate(other);
    expect(await counts).toEqual(counted.map(tokensOf));
    const tokens = counted.map(tokensOf).reduce((sum, each) => sum + each, 0);
    const characters = counted.reduce((sum, { length }) => sum + length, 0);
    expect(await estimated).toBe(Math.round((other.length * tokens) / characters));
    expect(await estimated).not.toBe(tokensOf(other));
  });

  it("counts short texts however many there are", async () => {
    const estimate = createTokenEstimate();
    await Promise.all(Array.from({ length: 100 }, longText).map(estimate));
    const short = "x".repeat(500);
    expect(await estimate(short)).toBe(tokensOf(short));
  });
});
