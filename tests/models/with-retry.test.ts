import { describe, expect, it } from "vitest";
import { createModel } from "../../src/models/index.ts";
import type { ModelFailure } from "../../src/models/model.ts";
import { scriptedModel } from "../../src/models/scripted.ts";
import { withRetry, type Try } from "../../src/models/with-retry.ts";
import { faults, startModelServer } from "../support/model-server.ts";
import { dependencies, failure, requestFor } from "./requests.ts";

/** Answers with the failures in turn, then with "done". */
function failing(...failures: readonly ModelFailure[]) {
  const left = [...failures];
  const waits: number[] = [];
  const tries: Try[] = [];
  const model = withRetry(
    scriptedModel(() => left.shift() ?? "done"),
    {
      sleep: async (milliseconds) => void waits.push(milliseconds),
      random: () => 1,
      onTry: (event) => tries.push(event),
    },
  );
  return { model, waits, tries };
}

describe("withRetry", () => {
  it("waits twice as long from try to try, and tells of each", async () => {
    const { model, waits, tries } = failing(failure("server"), failure("timeout"), failure("malformed"));
    expect(await model.reply(requestFor())).toMatchObject({ status: "replied", text: "done" });
    expect(waits).toEqual([1_000, 2_000, 4_000]);
    expect(tries.map(({ number, outcome, waitMs }) => [number, outcome.status, waitMs])).toEqual([
      [1, "failed", 1_000],
      [2, "failed", 2_000],
      [3, "failed", 4_000],
      [4, "replied", null],
    ]);
  });

  it("draws half of the wait, so that many callers do not return at once", async () => {
    const waits: number[] = [];
    const answers: (ModelFailure | string)[] = [failure("server"), "done"];
    const model = withRetry(
      scriptedModel(() => answers.shift() ?? "done"),
      {
        sleep: async (milliseconds) => void waits.push(milliseconds),
        random: () => 0,
      },
    );
    await model.reply(requestFor());
    expect(waits).toEqual([500]);
  });

  it("gives up after five tries with the last failure", async () => {
    const { model, waits } = failing(...Array.from({ length: 9 }, () => failure("overloaded")));
    expect(await model.reply(requestFor())).toEqual(failure("overloaded"));
    expect(waits).toHaveLength(4);
  });

  it.each(["quota", "auth", "unknown-model", "bad-request", "no-reply"] as const)(
    "never tries again on %s",
    async (kind) => {
      const { model, waits, tries } = failing(failure(kind));
      expect(await model.reply(requestFor())).toEqual(failure(kind));
      expect(waits).toEqual([]);
      expect(tries).toHaveLength(1);
    },
  );

  it("waits as long as it is asked to, and a minute at most", async () => {
    const { model, waits } = failing(
      { ...failure("rate-limit"), retryAfterMs: 3_000 },
      { ...failure("rate-limit"), retryAfterMs: 0 },
      { ...failure("rate-limit"), retryAfterMs: 120_000 },
    );
    await model.reply(requestFor());
    expect(waits).toEqual([3_000, 2_000, 60_000]);
  });

  it("is the only layer that retries: over a socket, Retry-After 120 s is waited for a minute, once", async () => {
    await using server = await startModelServer({
      answer: () => "done",
      fault: ({ number }) => (number === 1 ? faults.rateLimit({ "retry-after": "120" }) : null),
    });
    const waits: number[] = [];
    const bare = await createModel("anthropic:claude-opus-5-5", dependencies({ baseUrl: server.url }));
    const model = withRetry(bare, {
      sleep: async (milliseconds) => void waits.push(milliseconds),
      random: () => 0,
    });
    expect(await model.reply(requestFor())).toMatchObject({ status: "replied", text: "done" });
    expect(waits).toEqual([60_000]);
    expect(server.requests).toHaveLength(2);
  });
});
