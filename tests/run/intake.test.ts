import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createIntake } from "../../src/run/intake.ts";

const items = Array.from({ length: 50 }, (_, index) => index);
const always = async (): Promise<void> => {};

describe("createIntake", () => {
  it("gives results in the order of the items, with no more under way than it may have", async () => {
    let [underWay, mostSeen] = [0, 0];
    const intake = createIntake({ most: 4, room: always });
    const results = await intake.map(items, async (item) => {
      underWay += 1;
      mostSeen = Math.max(mostSeen, underWay);
      await nextTurn();
      underWay -= 1;
      return item * 2;
    });
    expect(results).toEqual(items.map((item) => item * 2));
    expect(mostSeen).toBe(4);
  });

  it("lets nothing begin while there is no room", async () => {
    const gate = Promise.withResolvers<void>();
    const begun: number[] = [];
    let asked = 0;
    const room = (): Promise<void> => ((asked += 1) <= 7 ? always() : gate.promise);
    const intake = createIntake({ most: 50, room });
    const results = intake.map(items, async (item) => void begun.push(item));
    for (const _ of items) await nextTurn();
    expect(begun).toEqual(items.slice(0, 7));
    gate.resolve();
    await results;
    expect(begun).toEqual(items);
  });

  it("lets nothing begin once it is closed, and passes on what went wrong", async () => {
    const begun: number[] = [];
    const intake = createIntake({ most: 2, room: always });
    const failing = intake.map(items, async (item) => {
      begun.push(item);
      await nextTurn();
      if (item === 3) throw new Error("the third");
    });
    await expect(failing).rejects.toThrow("the third");
    intake.close();
    const before = begun.length;
    for (const _ of items) await nextTurn();
    expect(begun.length).toBe(before);
  });

  it("turns away those that waited for room when it was closed", async () => {
    const gate = Promise.withResolvers<void>();
    const begun: number[] = [];
    let asked = 0;
    const room = (): Promise<void> => ((asked += 1) <= 3 ? always() : gate.promise);
    const intake = createIntake({ most: 50, room });
    const failing = intake.map(items, async (item) => {
      begun.push(item);
      await nextTurn();
      throw new Error("refused");
    });
    await expect(failing).rejects.toThrow("refused");
    intake.close();
    gate.resolve();
    for (const _ of items) await nextTurn();
    expect(begun).toEqual([0, 1, 2]);
  });
});
