import { describe, expect, it } from "vitest";
import { scriptedModel } from "../../src/models/scripted.ts";
import { estimateTokens } from "../../src/models/tokens.ts";
import { createPace, withPace } from "../../src/models/with-pace.ts";
import { failure, requestFor, usageOf } from "./requests.ts";

/** A clock that moves as far as somebody sleeps. */
function clocked(limits: { requestsPerMinute?: number; tokensPerMinute?: number } = {}) {
  let time = 0;
  const pace = createPace({
    requestsPerMinute: limits.requestsPerMinute ?? null,
    tokensPerMinute: limits.tokensPerMinute ?? null,
    now: () => time,
    sleep: async (milliseconds) => {
      const until = time + milliseconds;
      await Promise.resolve();
      time = Math.max(time, until);
    },
  });
  return { pace, time: () => time };
}

describe("createPace", () => {
  it("lets everyone leave at once where nothing is limited", async () => {
    const { pace, time } = clocked();
    for (let turn = 0; turn < 100; turn += 1) await pace.turn(10_000);
    expect(time()).toBe(0);
  });

  it("spreads requests evenly over the minute", async () => {
    const { pace, time } = clocked({ requestsPerMinute: 60 });
    const left: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      await pace.turn(0);
      left.push(time());
    }
    expect(left).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it("gives those who come at once turns one after the other", async () => {
    const { pace, time } = clocked({ requestsPerMinute: 60 });
    await Promise.all(Array.from({ length: 61 }, () => pace.turn(0)));
    expect(time()).toBe(60_000);
  });

  it("waits until the tokens sent and received are earned", async () => {
    // 6,000 tokens a minute are one per 10 ms.
    const { pace, time } = clocked({ tokensPerMinute: 6_000 });
    await pace.turn(100);
    pace.spend(50);
    await pace.turn(1);
    expect(time()).toBe(1_500);
  });

  it("holds all while a provider asks to wait, a minute at most", async () => {
    const { pace, time } = clocked();
    pace.pause(3_000);
    await Promise.all([pace.turn(0), pace.turn(0)]);
    expect(time()).toBe(3_000);
    pace.pause(120_000);
    await pace.turn(0);
    expect(time()).toBe(63_000);
  });
});

describe("withPace", () => {
  it("makes all of an account wait as long as one was asked to", async () => {
    const { pace, time } = clocked();
    const refused = withPace(
      scriptedModel(() => ({ ...failure("rate-limit"), retryAfterMs: 5_000 })),
      pace,
    );
    const other = withPace(
      scriptedModel(() => "done"),
      pace,
    );
    await refused.reply(requestFor());
    await other.reply(requestFor());
    expect(time()).toBe(5_000);
  });

  it("counts the tokens of prompt and reply, where they are limited", async () => {
    const { pace, time } = clocked({ tokensPerMinute: 60_000 });
    const usage = usageOf({ inputTokens: 1, outputTokens: 70 });
    const model = withPace(
      scriptedModel(() => ({ text: "done", usage })),
      pace,
    );
    await model.reply(requestFor());
    await model.reply(requestFor());
    expect(time()).toBe((await estimateTokens(requestFor().prompt)) + 70);
  });
});
