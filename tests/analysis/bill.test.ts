import { describe, expect, it } from "vitest";
import { createBillBook, type BilledReply } from "../../src/analysis/bill.ts";

function reply(given: Partial<BilledReply> = {}): BilledReply {
  return {
    grader: "a",
    key: "k1",
    sample: "s1",
    dimension: "cost",
    bought: true,
    usd: 2,
    prices: { liveUsd: 2, listUsd: 5, batchUsd: 1 },
    inputTokens: 100,
    ...given,
  };
}

const estimated = { inputTokens: 160, usdLow: 1, usdHigh: 3 };

describe("createBillBook", () => {
  it("adds up by grader, dimension and sample, now and before", () => {
    const book = createBillBook();
    book.addReply(reply());
    book.addReply(reply({ key: "k2", dimension: "risk", bought: false, usd: 3 }));
    book.addReply(reply({ key: "k3", sample: "s2" }));
    const { total, graders, dimensions, samples } = book.bill(null);
    expect(total).toEqual({
      replies: 3,
      usd: 7,
      liveUsd: 6,
      listUsd: 15,
      batchUsd: 3,
      boughtReplies: 2,
      boughtUsd: 4,
    });
    expect(graders).toEqual([{ grader: "a", ...total }]);
    expect(dimensions.map(({ dimension, replies, usd }) => [dimension, replies, usd])).toEqual([
      ["cost", 2, 4],
      ["risk", 1, 3],
    ]);
    expect(samples).toEqual([
      { sample: "s1", replies: 2, usd: 5 },
      { sample: "s2", replies: 1, usd: 2 },
    ]);
  });

  it("counts a reply that serves two graders with each, and once in all", () => {
    const book = createBillBook();
    book.addReply(reply());
    book.addReply(reply({ grader: "b", bought: false }));
    const { total, graders } = book.bill(null);
    expect(total).toMatchObject({ replies: 1, usd: 2, boughtReplies: 1, boughtUsd: 2 });
    expect(graders.map(({ grader, usd, boughtUsd }) => [grader, usd, boughtUsd])).toEqual([
      ["a", 2, 2],
      ["b", 2, 0],
    ]);
  });

  it("knows no sum where one amount is unknown", () => {
    const book = createBillBook();
    book.addReply(reply());
    book.addReply(reply({ key: "k2", usd: null }));
    expect(book.bill(null).total).toMatchObject({ usd: null, boughtUsd: null, listUsd: 10 });
  });

  it("counts failed attempts by what happened, at most for what they may have cost", () => {
    const book = createBillBook();
    for (const usdAtMost of [0.5, 0.25]) book.addFailure({ grader: "a", failure: "timeout", usdAtMost });
    book.addFailure({ grader: "a", failure: "rate-limit", usdAtMost: 0 });
    expect(book.bill(null).failedAttempts).toEqual([
      { grader: "a", failure: "timeout", attempts: 2, usdAtMost: 0.75 },
      { grader: "a", failure: "rate-limit", attempts: 1, usdAtMost: 0 },
    ]);
  });

  it.each([
    { name: "within", usd: 2, usdOff: 0 },
    { name: "above: 4.5 against at most 3", usd: 4.5, usdOff: 0.5 },
    { name: "below: 0.75 against at least 1", usd: 0.75, usdOff: -0.25 },
  ])("says how the estimate held: $name", ({ usd, usdOff }) => {
    const book = createBillBook();
    book.addReply(reply({ usd }));
    // 100 tokens billed, 160 estimated.
    expect(book.bill(estimated).estimate).toMatchObject({ boughtUsd: usd, usdOff, tokensOff: 100 / 160 - 1 });
  });

  it("judges no estimate by what was bought before", () => {
    const book = createBillBook();
    book.addReply(reply({ bought: false }));
    expect(book.bill({ inputTokens: 0, usdLow: 0, usdHigh: 0 }).estimate).toMatchObject({
      tokensOff: null,
      usdOff: 0,
    });
  });

  it("counts what a batch brought as bought", () => {
    const book = createBillBook();
    book.addBatch({ replies: 4, usd: 1.5 });
    expect(book.bill(null).total).toMatchObject({ boughtReplies: 4, boughtUsd: 1.5, replies: 0 });
  });
});
