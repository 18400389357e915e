import { setImmediate as nextTurn } from "node:timers/promises";
import pLimit from "p-limit";

/** Lets work begin one piece after the other. */
export type Intake = {
  /** Results in the order of the items. */
  readonly map: <Item, Result>(
    items: readonly Item[],
    work: (item: Item) => Promise<Result>,
  ) => Promise<Result[]>;
  /** Nothing more begins. */
  readonly close: () => void;
};

/** How many pieces begin before those that began have asked for what they lack. */
const begunTogether = 10;

/** An intake that has no more than `most` pieces under way, and lets one begin only when there is room for what it will ask. */
export function createIntake({
  most,
  room,
}: {
  readonly most: number;
  readonly room: () => Promise<void>;
}): Intake {
  const [underWay, door] = [pLimit(most), pLimit(1)];
  let begun = 0;
  let isClosed = false;
  const begin = async (): Promise<void> => {
    begun += 1;
    if (begun % begunTogether === 0) await nextTurn();
    await room();
    if (isClosed) throw new Error("the intake is closed");
  };
  return {
    map: (items, work) =>
      underWay.map(items, async (item) => {
        await door(begin);
        return work(item);
      }),
    close: () => {
      isClosed = true;
      underWay.clearQueue();
    },
  };
}
