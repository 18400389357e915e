import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryLedger, type Caps, type Ledger } from "../../src/models/ledger.ts";
import { openStore } from "../../src/store/database.ts";
import { spendingOf } from "../../src/store/spending.ts";
import { freshStore } from "./stores.ts";

const run = { evalName: "gold", epoch: "" };
const uncapped: Caps = { runUsd: null, sampleUsd: null };

const ledgers: readonly { name: string; create: () => Promise<Ledger> }[] = [
  { name: "in memory", create: async () => memoryLedger() },
  { name: "in the store", create: async () => spendingOf(await freshStore(), run) },
];

describe.each(ledgers)("a ledger $name", ({ create }) => {
  it("counts what is open at its worst and what is settled at its cost, in all and per sample", async () => {
    const ledger = await create();
    await ledger.reserve({ id: "1", sample: "a", usd: 4 }, uncapped);
    await ledger.reserve({ id: "2", sample: "b", usd: 8 }, uncapped);
    await ledger.reserve({ id: "3", sample: null, usd: 16 }, uncapped);
    await ledger.settle("1", 1);
    expect(await ledger.totals(null)).toEqual({ spentUsd: 1, reservedUsd: 24 });
    expect(await ledger.totals("a")).toEqual({ spentUsd: 1, reservedUsd: 0 });
    expect(await ledger.totals("b")).toEqual({ spentUsd: 0, reservedUsd: 8 });
  });

  it("notes what fits exactly and nothing beyond, under either cap", async () => {
    const ledger = await create();
    const caps = { runUsd: 10, sampleUsd: 6 };
    expect(await ledger.reserve({ id: "1", sample: "a", usd: 6 }, caps)).toBe(true);
    expect(await ledger.reserve({ id: "2", sample: "a", usd: 1 }, caps)).toBe(false);
    expect(await ledger.reserve({ id: "3", sample: "b", usd: 5 }, caps)).toBe(false);
    expect(await ledger.reserve({ id: "4", sample: "b", usd: 4 }, caps)).toBe(true);
    expect(await ledger.totals(null)).toEqual({ spentUsd: 0, reservedUsd: 10 });
  });

  it("settles once", async () => {
    const ledger = await create();
    await ledger.reserve({ id: "1", sample: "a", usd: 4 }, uncapped);
    await ledger.settle("1", 3);
    await ledger.settle("1", 3);
    expect(await ledger.totals(null)).toEqual({ spentUsd: 3, reservedUsd: 0 });
  });

  it("starts from nothing once a run is complete", async () => {
    const ledger = await create();
    await ledger.reserve({ id: "1", sample: "a", usd: 4 }, uncapped);
    await ledger.reserve({ id: "2", sample: "a", usd: 4 }, uncapped);
    await ledger.settle("2", 2);
    await ledger.close();
    expect(await ledger.totals(null)).toEqual({ spentUsd: 0, reservedUsd: 0 });
    expect(await ledger.totals("a")).toEqual({ spentUsd: 0, reservedUsd: 0 });
  });
});

describe("spendingOf", () => {
  it("keeps what a process left open for the next one, and evals and epochs apart", async () => {
    const store = await freshStore();
    await spendingOf(store, run).reserve({ id: "1", sample: "a", usd: 4 }, uncapped);
    const next = await openStore(store.path);
    expect(await spendingOf(next, run).totals(null)).toEqual({ spentUsd: 0, reservedUsd: 4 });
    for (const other of [
      { ...run, epoch: "second" },
      { ...run, evalName: "silver" },
    ]) {
      expect(await spendingOf(next, other).totals(null)).toEqual({ spentUsd: 0, reservedUsd: 0 });
    }
    await next.close();
  });

  it("keeps one cap for all processes that work on a run at once", async () => {
    const store = await freshStore();
    const others = await Promise.all([1, 2, 3].map(() => openStore(store.path)));
    const reserved = await Promise.all(
      [store, ...others].flatMap((each, process) =>
        Array.from({ length: 25 }, (_, index) =>
          spendingOf(each, run).reserve(
            { id: `${process}-${index}`, sample: "a", usd: 1 },
            { runUsd: 40, sampleUsd: null },
          ),
        ),
      ),
    );
    expect(reserved.filter(Boolean)).toHaveLength(40);
    for (const other of others) await other.close();
  });

  it("says the same as the ledger in memory, whatever happens", async () => {
    const step = fc.record({
      sample: fc.constantFrom("a", "b", null),
      usd: fc.integer({ min: 0, max: 8 }),
      settles: fc.option(fc.nat(20)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const caps = { runUsd: 32, sampleUsd: 16 };
        const both = [memoryLedger(), spendingOf(await freshStore(), run)];
        for (const [index, { sample, usd, settles }] of steps.entries()) {
          const said = await Promise.all(
            both.map((ledger) => ledger.reserve({ id: String(index), sample, usd }, caps)),
          );
          expect(said[0]).toBe(said[1]);
          if (settles !== null) for (const ledger of both) await ledger.settle(String(settles), usd / 2);
          for (const scope of [null, "a", "b"]) {
            const totals = await Promise.all(both.map((ledger) => ledger.totals(scope)));
            expect(totals[0]).toEqual(totals[1]);
          }
        }
      }),
      { numRuns: process.env["TOUCHSTONE_DEEP"] ? 1000 : 30 },
    );
  });
});
