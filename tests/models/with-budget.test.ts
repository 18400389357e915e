import * as fc from "fast-check";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Model } from "../../src/models/model.ts";
import { costUsd, type Price } from "../../src/models/price.ts";
import { scriptedModel, type Script } from "../../src/models/scripted.ts";
import { estimateTokens } from "../../src/models/tokens.ts";
import { createBudget, withBudget } from "../../src/models/with-budget.ts";
import { propertyRuns } from "../support/runs.ts";
import { failure, flatPrice, requestFor, usageOf } from "./requests.ts";

const price = flatPrice(2, 10, 1, 4);
const request = requestFor({ params: { max_output_tokens: 1000 } });
const promptTokens = await estimateTokens(request.prompt);
/** Margin 1.35 on the input at the cache-write price, the dearer one, and the whole output limit. */
const worstUsd = (Math.ceil(promptTokens * 1.35) * 4 + 1000 * 10) / 1_000_000;

function capped(script: Script, capUsd: number | null) {
  const budget = createBudget(capUsd);
  return { budget, model: withBudget(scriptedModel(script, price), { budget, price }) };
}

const budgetError = (message: string) =>
  expect.objectContaining({ code: "budget", message: expect.stringContaining(message) });

describe("withBudget", () => {
  it("settles a reply at what it cost", async () => {
    const usage = usageOf({ inputTokens: 100, cachedTokens: 50, outputTokens: 10 });
    const { budget, model } = capped(() => ({ text: "done", usage }), 1);
    expect(await model.reply(request)).toMatchObject({ usd: (50 * 2 + 50 + 10 * 10) / 1_000_000 });
    expect(budget.spentUsd()).toBe(costUsd(usage, price));
  });

  it("sends nothing that could cross the cap, and names what is spent, reserved and allowed", async () => {
    let calls = 0;
    const { model } = capped(() => `${(calls += 1)}`, worstUsd * 0.99);
    const cap = (worstUsd * 0.99).toFixed(4);
    await expect(model.reply(request)).rejects.toEqual(
      budgetError(
        `may cost $${worstUsd.toFixed(4)}: with $0.0000 spent and $0.0000 reserved it could cross the cap of $${cap}`,
      ),
    );
    expect(calls).toBe(0);
  });

  it("keeps the reservation of an attempt whose outcome is unknown, and frees one that was not charged", async () => {
    const unknown = capped(() => failure("timeout"), 1);
    await unknown.model.reply(request);
    expect(unknown.budget.spentUsd()).toBeCloseTo(worstUsd, 12);
    const refused = capped(() => failure("rate-limit"), 1);
    await refused.model.reply(request);
    expect(refused.budget.spentUsd()).toBe(0);
  });

  it("lets a request wait for those in flight when they may leave enough", async () => {
    const usage = usageOf({ inputTokens: 10, outputTokens: 1 });
    const { budget, model } = capped(() => ({ text: "done", usage }), worstUsd * 1.5);
    const replies = await Promise.all([model.reply(request), model.reply(request), model.reply(request)]);
    expect(replies.map(({ status }) => status)).toEqual(["replied", "replied", "replied"]);
    expect(budget.spentUsd()).toBeCloseTo(3 * costUsd(usage, price), 12);
  });

  it("refuses a waiting request once those in flight have used the room up", async () => {
    const { model } = capped(() => failure("timeout"), worstUsd * 1.5);
    const outcomes = await Promise.allSettled([model.reply(request), model.reply(request)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });

  it("is one cap for all models of a run", async () => {
    const budget = createBudget(worstUsd * 1.5);
    const models = [1, 2].map(() =>
      withBudget(
        scriptedModel(() => failure("timeout"), price),
        { budget, price },
      ),
    );
    await models[0]?.reply(request);
    await expect(models[1]?.reply(request)).rejects.toEqual(budgetError("could cross the cap"));
  });

  it("needs the price under a cap, and only there", async () => {
    const unknown = { status: "unknown", reason: "nobody lists it" } as const;
    const bare = scriptedModel(() => "done", unknown);
    const under = (capUsd: number | null) =>
      withBudget(bare, { budget: createBudget(capUsd), price: unknown });
    await expect(under(1).reply(request)).rejects.toEqual(budgetError("nobody lists it"));
    expect(await under(null).reply(request)).toMatchObject({ text: "done", usd: null, priceSource: null });
  });

  it("never lets a run spend more than its cap", async () => {
    const call = fc.record({
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      outcome: fc.constantFrom("reply", "reply", "reply", "timeout", "rate-limit"),
      turns: fc.nat(3),
    });
    const run = fc.record({
      calls: fc.array(call, { maxLength: 30 }),
      cap: fc.double({ min: 0.1, max: 20, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ calls, cap }) => {
        const capUsd = cap * worstUsd;
        const budget = createBudget(capUsd);
        let charged = 0;
        const modelOfCall = ({ share, outcome, turns }: (typeof calls)[number]): Model => {
          const usage = usageOf({
            inputTokens: Math.floor(promptTokens * 1.35 * share),
            cacheWriteTokens: Math.floor(promptTokens * 1.35 * share),
            outputTokens: Math.floor(1000 * share),
          });
          const bare = scriptedModel(() => {
            if (outcome !== "rate-limit") charged += costUsd(usage, price);
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
          return withBudget(slow, { budget, price });
        };
        await Promise.allSettled(calls.map((one) => modelOfCall(one).reply(request)));
        expect(charged).toBeLessThanOrEqual(budget.spentUsd() + 1e-12);
        expect(budget.spentUsd()).toBeLessThanOrEqual(capUsd);
      }),
      propertyRuns,
    );
  });

  it("reserves a long prompt at the price of its tier", async () => {
    const tiered: Price = { ...price, input: { usd: 2, tiers: [{ inputTokensAbove: 100, usd: 50 }] } };
    const budget = createBudget(worstUsd * 1.01);
    const model = withBudget(
      scriptedModel(() => "done", tiered),
      { budget, price: tiered },
    );
    await expect(model.reply(request)).rejects.toEqual(budgetError("could cross the cap"));
  });
});
