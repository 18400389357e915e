import { describe, expect, it } from "vitest";
import { storedBatches, type BatchItem } from "../../src/store/batches.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { storedReplies } from "../../src/store/replies.ts";
import { noUsage } from "../../src/domain/usage.ts";
import { temporaryFolder } from "../support/temporary.ts";

const keyOf = (number: number): string => String(number).padStart(64, "0");

function itemOf(number: number): BatchItem {
  const tag = { sample: `s${number % 2}`, dimension: null, repeat: 1, attempt: 1 };
  return { key: keyOf(number), tag, epoch: "", line: `line ${number}`, worstUsd: 1 };
}

const reply = {
  provider: "openai",
  baseUrl: "http://x",
  model: "m",
  text: "text",
  finish: "complete",
  usage: noUsage,
  requestId: null,
  usd: 0.25,
  priceSource: "test; batch at 0.5",
  calls: 1,
} as const;

async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  const store = await openStore(`${folder.path}/store.sqlite`);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

async function openBatch(store: Store, id: string, numbers: readonly number[]) {
  const batches = storedBatches(store);
  await batches.begin({ id, run: "run", baseUrl: "http://x", model: "openai:m", account: "k" });
  await batches.add(id, numbers.map(itemOf));
  await batches.leave(id, 1_000);
  return batches;
}

describe("batches in the store", () => {
  it("pass from prepared to open to collected, and are open from the moment they leave", () =>
    withStore(async (store) => {
      const batches = storedBatches(store);
      await batches.begin({ id: "a", run: "run", baseUrl: "http://x", model: "openai:m", account: "k" });
      await batches.add("a", [1, 2, 3].map(itemOf));
      expect(await batches.prepared()).toEqual(["a"]);
      expect(await batches.open()).toEqual([]);
      expect(await batches.leave("a", 1_000)).toBe(true);
      expect(await batches.prepared()).toEqual([]);
      const open = {
        id: "a",
        run: "run",
        baseUrl: "http://x",
        model: "openai:m",
        account: "k",
        requests: 3,
        submittedAt: 1_000,
      };
      expect(await batches.open()).toEqual([{ ...open, remoteId: null }]);
      await batches.arrived("a", "batch_1");
      expect(await batches.open()).toEqual([{ ...open, remoteId: "batch_1" }]);
      await batches.close("a", { failure: "expired", isCharged: false });
      expect(await batches.open()).toEqual([]);
      expect(await batches.remoteIds()).toEqual(new Set(["batch_1"]));
    }));

  it("give lines by key, and hold none once the provider has them", () =>
    withStore(async (store) => {
      const batches = await openBatch(store, "a", [2, 1]);
      const lines: string[] = [];
      for await (const line of batches.lines("a")) lines.push(line);
      expect(lines).toEqual(["line 1", "line 2"]);
      await batches.arrived("a", "batch_1");
      const rows = await store.database.selectFrom("batch_items").select("line").execute();
      expect(rows).toEqual([{ line: null }, { line: null }]);
    }));

  it("keep replies as live ones are kept, count failures, and sum what both cost per sample", () =>
    withStore(async (store) => {
      const batches = await openBatch(store, "a", [1, 2, 3, 4]);
      await batches.keep("a", [
        { key: keyOf(1), reply },
        { key: keyOf(1), reply: { ...reply, text: "the same again" } },
        { key: keyOf(2), failure: "bad-request: no", isCharged: false },
        { key: keyOf(3), failure: "malformed: cut", isCharged: true },
        { key: keyOf(99), reply },
      ]);
      const closed = await batches.close("a", { failure: "expired", isCharged: false });
      expect(closed).toEqual({
        replies: 1,
        failures: { "bad-request": 1, expired: 1, malformed: 1 },
        usdBySample: new Map([
          ["s1", 0.25 + 1],
          ["s0", 0],
        ]),
        isPriced: true,
      });
      const { get } = storedReplies(store);
      expect(await get(keyOf(1))).toEqual({ ...reply, key: keyOf(1), ...itemOf(1).tag, epoch: "" });
      expect(await get(keyOf(99))).toBeNull();
      expect(await batches.standing(keyOf(1))).toEqual({ isAwaited: false, failures: 0 });
      expect(await batches.standing(keyOf(4))).toEqual({ isAwaited: false, failures: 1 });
    }));

  it("count a reply of unknown cost as its worst case, since it was paid for", () =>
    withStore(async (store) => {
      const batches = await openBatch(store, "a", [1, 3]);
      await batches.keep("a", [
        { key: keyOf(1), reply },
        { key: keyOf(3), reply: { ...reply, usd: null } },
      ]);
      const closed = await batches.close("a", { failure: "expired", isCharged: false });
      expect(closed).toMatchObject({ replies: 2, isPriced: false, usdBySample: new Map([["s1", 0.25 + 1]]) });
    }));

  it("await a reply from one batch only", () =>
    withStore(async (store) => {
      const batches = await openBatch(store, "a", [1, 2]);
      await openBatch(store, "b", [2, 3]);
      expect(await batches.holds("a", keyOf(2))).toBe(true);
      expect(await batches.holds("b", keyOf(2))).toBe(false);
      expect(await batches.standing(keyOf(2))).toEqual({ isAwaited: true, failures: 0 });
    }));

  it("forget a batch that was released, so that its requests are missing again", () =>
    withStore(async (store) => {
      const batches = await openBatch(store, "a", [1, 2, 3]);
      expect((await batches.release("a")).toSorted()).toEqual(["s0", "s1"]);
      expect(await batches.standing(keyOf(1))).toEqual({ isAwaited: false, failures: 0 });
      expect(await batches.open()).toEqual([]);
    }));
});
