import * as fc from "fast-check";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createBudget } from "../../src/models/budget.ts";
import { createInputCounter } from "../../src/models/input-counter.ts";
import { memoryLedger, type Caps } from "../../src/models/ledger.ts";
import type { Model } from "../../src/models/model.ts";
import { costUsd, type Price } from "../../src/models/price.ts";
import { scriptedModel, type Script } from "../../src/models/scripted.ts";
import { estimateTokens } from "../../src/models/tokens.ts";
import { withBudget } from "../../src/models/with-budget.ts";
import { propertyRuns } from "../support/runs.ts";
import { failure, flatPrice, requestFor, usageOf } from "./requests.ts";

const price = flatPrice(2, 10, 1, 4);
const request = requestFor({ params: { max_output_tokens: 1000 } });
const promptTokens = await estimateTokens(request.prompt);
/** Margin 1.35 on the input at the cache-write price, the dearer one, and the whole output limit. */
const worstUsd = (Math.ceil(promptTokens * 1.35) * 4 + 1000 * 10) / 1_000_000;

/** Models of one run under caps: `model` answers as a script does, `wrapped` is any other. */
function capped(caps: Partial<Caps>, given: Price = price) {
  const ledger = memoryLedger();
  const budget = createBudget({ runUsd: null, sampleUsd: null, ...caps }, ledger);
  const counter = createInputCounter({ asksProvider: false });
  const wrapped = (model: Model): Model => withBudget(model, { budget, price: given, counter });
  return {
    ledger,
    budget,
    wrapped,
    model: (script: Script): Model => wrapped(scriptedModel(script, given)),
    spentUsd: async () => (await ledger.totals(null)).spentUsd,
  };
}

const refusedByCap = expect.objectContaining({ status: "failed", kind: "budget", retryable: false });

describe("withBudget", () => {
  it("settles a reply at what it cost", async () => {
    const usage = usageOf({ inputTokens: 100, cachedTokens: 50, outputTokens: 10 });
    const { model, spentUsd } = capped({ runUsd: 1 });
    expect(await model(() => ({ text: "done", usage })).reply(request)).toMatchObject({
      usd: (50 * 2 + 50 + 10 * 10) / 1_000_000,
    });
    expect(await spentUsd()).toBe(costUsd(usage, price));
  });

  it("sends nothing that could cross the cap, and names what is spent, reserved and allowed", async () => {
    let calls = 0;
    const { budget, model } = capped({ runUsd: worstUsd * 0.99 });
    expect(await model(() => `${(calls += 1)}`).reply(request)).toEqual(refusedByCap);
    expect(budget.reached().map(({ code, message }) => [code, message])).toEqual([
      [
        "budget",
        `the next call may cost $${worstUsd.toFixed(4)}: with $0.0000 spent and $0.0000 reserved it could cross the cap of $${(worstUsd * 0.99).toFixed(4)}; raise --max-cost to go on`,
      ],
    ]);
    expect(calls).toBe(0);
  });

  it("sends nothing more once the cap was reached, however cheap", async () => {
    let calls = 0;
    const { model } = capped({ runUsd: worstUsd * 0.99 });
    const counting = model(() => `${(calls += 1)}`);
    await counting.reply(request);
    expect(await counting.reply(requestFor({ params: { max_output_tokens: 1 } }))).toEqual(refusedByCap);
    expect(calls).toBe(0);
  });

  it("keeps the reservation of an attempt whose outcome is unknown, and frees one that was not charged", async () => {
    const unknown = capped({ runUsd: 1 });
    expect(await unknown.model(() => failure("timeout")).reply(request)).toMatchObject({
      usdAtMost: worstUsd,
    });
    expect(await unknown.spentUsd()).toBeCloseTo(worstUsd, 12);
    const refused = capped({ runUsd: 1 });
    expect(await refused.model(() => failure("rate-limit")).reply(request)).toMatchObject({ usdAtMost: 0 });
    expect(await refused.spentUsd()).toBe(0);
  });

  it("says what a failed attempt may have cost where nothing is capped, too", async () => {
    const { model } = capped({});
    expect(await model(() => failure("timeout")).reply(request)).toMatchObject({ usdAtMost: worstUsd });
    expect(await model(() => failure("rate-limit")).reply(request)).toMatchObject({ usdAtMost: 0 });
  });

  it("lets a request wait for those in flight when they may leave enough", async () => {
    const usage = usageOf({ inputTokens: 10, outputTokens: 1 });
    const { model, spentUsd } = capped({ runUsd: worstUsd * 1.5 });
    const answering = model(() => ({ text: "done", usage }));
    const replies = await Promise.all([1, 2, 3].map(() => answering.reply(request)));
    expect(replies.map(({ status }) => status)).toEqual(["replied", "replied", "replied"]);
    expect(await spentUsd()).toBeCloseTo(3 * costUsd(usage, price), 12);
  });

  it("refuses a waiting request once those in flight have used the room up", async () => {
    const { model } = capped({ runUsd: worstUsd * 1.5 });
    const lost = model(() => failure("timeout"));
    const outcomes = await Promise.all([lost.reply(request), lost.reply(request)]);
    expect(outcomes).toEqual([expect.objectContaining({ kind: "timeout" }), refusedByCap]);
  });

  it("is one cap for all models of a run", async () => {
    const { model } = capped({ runUsd: worstUsd * 1.5 });
    await model(() => failure("timeout")).reply(request);
    expect(await model(() => failure("timeout")).reply(request)).toEqual(refusedByCap);
  });

  it("caps a sample on its own: others go on", async () => {
    const { budget, model } = capped({ sampleUsd: worstUsd * 1.5 });
    const lost = model(() => failure("timeout"));
    const about = (sample: string) => lost.reply(requestFor({ tag: { sample } }));
    expect(await about("long")).toMatchObject({ kind: "timeout" });
    expect(await about("long")).toEqual(refusedByCap);
    expect(await about("short")).toMatchObject({ kind: "timeout" });
    expect(budget.reached()[0]?.message).toContain("raise limits.max_cost_usd_per_sample to go on");
  });

  it("counts what a process that was killed left open, and what an earlier start of the run spent", async () => {
    const { ledger, model } = capped({ runUsd: worstUsd * 2.5 });
    const caps = { runUsd: null, sampleUsd: null };
    await ledger.reserve({ id: "cut off", sample: "s1", usd: worstUsd }, caps);
    await ledger.reserve({ id: "earlier", sample: "s1", usd: worstUsd }, caps);
    await ledger.settle("earlier", worstUsd * 0.6);
    expect(await model(() => "done").reply(request)).toEqual(refusedByCap);
  });

  it("needs the price under a cap, and only there", async () => {
    const unknown = { status: "unknown", reason: "nobody lists it" } as const;
    const bare = scriptedModel(() => "done", unknown);
    const counter = createInputCounter({ asksProvider: false });
    const under = (runUsd: number | null) =>
      withBudget(bare, { budget: createBudget({ runUsd, sampleUsd: null }), price: unknown, counter });
    await expect(under(1).reply(request)).rejects.toEqual(
      expect.objectContaining({ code: "budget", message: expect.stringContaining("nobody lists it") }),
    );
    expect(await under(null).reply(request)).toMatchObject({ text: "done", usd: null, priceSource: null });
  });

  it("never lets a run or a sample spend more than its cap", async () => {
    const call = fc.record({
      sample: fc.constantFrom("s1", "s2", "s3"),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      outcome: fc.constantFrom("reply", "reply", "reply", "timeout", "rate-limit"),
      turns: fc.nat(3),
    });
    const run = fc.record({
      calls: fc.array(call, { maxLength: 30 }),
      cap: fc.double({ min: 0.1, max: 20, noNaN: true }),
      sampleCap: fc.double({ min: 0.1, max: 20, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ calls, cap, sampleCap }) => {
        const caps = { runUsd: cap * worstUsd, sampleUsd: sampleCap * worstUsd };
        const { ledger, wrapped } = capped(caps);
        const charged = new Map<string, number>();
        const modelOfCall = ({ sample, share, outcome, turns }: (typeof calls)[number]): Model => {
          const usage = usageOf({
            inputTokens: Math.floor(promptTokens * 1.35 * share),
            cacheWriteTokens: Math.floor(promptTokens * 1.35 * share),
            outputTokens: Math.floor(1000 * share),
          });
          const bare = scriptedModel(() => {
            if (outcome !== "rate-limit") {
              charged.set(sample, (charged.get(sample) ?? 0) + costUsd(usage, price));
            }
            return outcome === "reply"
              ? { text: "done", usage }
              : failure(outcome === "timeout" ? "timeout" : "rate-limit");
          }, price);
          const slow = {
            ...bare,
            reply: async () => {
              for (let turn = 0; turn < turns; turn += 1) await nextTurn();
              return bare.reply(request);
            },
          };
          return wrapped(slow);
        };
        await Promise.all(
          calls.map((one) => modelOfCall(one).reply(requestFor({ tag: { sample: one.sample } }))),
        );
        const { spentUsd, reservedUsd } = await ledger.totals(null);
        expect(reservedUsd).toBe(0);
        expect([...charged.values()].reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(spentUsd + 1e-12);
        expect(spentUsd).toBeLessThanOrEqual(caps.runUsd + 1e-12);
        for (const usd of charged.values()) expect(usd).toBeLessThanOrEqual(caps.sampleUsd + 1e-12);
      }),
      propertyRuns,
    );
  });

  it("reserves a long prompt at the price of its tier", async () => {
    const tiered: Price = { ...price, input: { usd: 2, tiers: [{ inputTokensAbove: 100, usd: 50 }] } };
    const { model } = capped({ runUsd: worstUsd * 1.01 }, tiered);
    expect(await model(() => "done").reply(request)).toEqual(refusedByCap);
  });
});
