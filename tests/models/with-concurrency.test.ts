import { describe, expect, it } from "vitest";
import type { ModelFailure, ModelReply } from "../../src/models/model.ts";
import { scriptedModel } from "../../src/models/scripted.ts";
import { createSlots, withConcurrency } from "../../src/models/with-concurrency.ts";
import { failure, requestFor } from "./requests.ts";

const reply = await scriptedModel(() => "done").reply(requestFor());

/** Tasks that stay in flight until they are told how they end. */
function flight(slots: ReturnType<typeof createSlots>) {
  const pending: ((outcome: ModelReply | ModelFailure) => void)[] = [];
  const done: Promise<unknown>[] = [];
  return {
    start: (count: number) => {
      for (let index = 0; index < count; index += 1) {
        done.push(slots.run(() => new Promise((resolve) => pending.push(resolve))));
      }
    },
    inFlight: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return pending.length;
    },
    end: async (count: number, outcome: ModelReply | ModelFailure) => {
      for (const resolve of pending.splice(0, count)) resolve(outcome);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("createSlots", () => {
  it("starts at ten and doubles, up to the limit, after as many successes as there are slots", async () => {
    const slots = createSlots(50);
    const { start, inFlight, end } = flight(slots);
    start(200);
    expect(await inFlight()).toBe(10);
    await end(9, reply);
    expect(slots.count()).toBe(10);
    await end(1, reply);
    expect(slots.count()).toBe(20);
    expect(await inFlight()).toBe(20);
    await end(20, reply);
    expect(slots.count()).toBe(40);
    await end(40, reply);
    expect(slots.count()).toBe(50);
    expect(await inFlight()).toBe(50);
  });

  it("starts at the limit where that is lower", async () => {
    const { start, inFlight } = flight(createSlots(3));
    start(10);
    expect(await inFlight()).toBe(3);
  });

  it("have room until ten requests wait for one", async () => {
    const slots = createSlots(2);
    const { start, inFlight, end } = flight(slots);
    start(11);
    await slots.room();
    start(1);
    let hasRoom = false;
    const room = slots.room().then(() => (hasRoom = true));
    await inFlight();
    expect(hasRoom).toBe(false);
    await end(2, reply);
    await room;
    expect(hasRoom).toBe(true);
  });

  it("tell all who wait for room at once, and only when there is some", async () => {
    const slots = createSlots(2);
    const { start, inFlight, end } = flight(slots);
    start(13);
    let told = 0;
    const rooms = [1, 2, 3].map(() => slots.room().then(() => (told += 1)));
    await inFlight();
    await end(1, reply);
    expect(told).toBe(0);
    await end(1, reply);
    await Promise.all(rooms);
    expect(told).toBe(3);
  });

  it.each(["rate-limit", "overloaded"] as const)("halves on %s, never below one", async (kind) => {
    const slots = createSlots(10);
    const { start, inFlight, end } = flight(slots);
    start(100);
    for (const expected of [5, 2, 1, 1]) {
      await end(await inFlight(), failure(kind));
      expect(slots.count()).toBe(expected);
    }
  });

  it("halves once for all that left together", async () => {
    const slots = createSlots(10);
    const { start, end, inFlight } = flight(slots);
    start(100);
    expect(await inFlight()).toBe(10);
    await end(10, failure("rate-limit"));
    expect(slots.count()).toBe(5);
  });

  it("keeps its slots on other failures", async () => {
    const slots = createSlots(10);
    const { start, inFlight, end } = flight(slots);
    start(100);
    await end(await inFlight(), failure("server"));
    expect(slots.count()).toBe(10);
  });

  it("frees the slot of a request that throws", async () => {
    const slots = createSlots(1);
    const broken = withConcurrency(
      { ...scriptedModel(() => ""), reply: () => Promise.reject(new Error("bug")) },
      slots,
    );
    const sound = withConcurrency(
      scriptedModel(() => "done"),
      slots,
    );
    await expect(broken.reply(requestFor())).rejects.toThrow("bug");
    expect(await sound.reply(requestFor())).toMatchObject({ text: "done" });
  });

  it("is shared by the models of a provider", async () => {
    const slots = createSlots(10);
    const models = [1, 2].map(() =>
      withConcurrency(
        scriptedModel(() => failure("rate-limit")),
        slots,
      ),
    );
    for (const model of models) await model.reply(requestFor());
    expect(slots.count()).toBe(2);
  });
});
