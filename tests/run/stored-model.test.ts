import { describe, expect, it } from "vitest";
import type { ModelRequest, Tag } from "../../src/models/model.ts";
import { scriptedModel } from "../../src/models/scripted.ts";
import { withKeeping, withStore, type StoredModelPolicy } from "../../src/run/stored-model.ts";
import type { Replies, StoredReply } from "../../src/store/replies.ts";
import { requestFor } from "../models/requests.ts";

/** Replies in memory, and what was bought, kept and seen, in order. */
function ledger() {
  const kept = new Map<string, StoredReply>();
  const events: string[] = [];
  const replies: Replies = {
    get: async (key) => kept.get(key) ?? null,
    put: async (reply) => {
      events.push(`keep ${reply.attempt}`);
      if (!kept.has(reply.key)) kept.set(reply.key, reply);
    },
  };
  const model = scriptedModel(({ tag }) => {
    events.push(`buy ${tag.attempt}`);
    return `reply ${tag.attempt}`;
  });
  const open = (policy: Partial<StoredModelPolicy> = {}) => {
    const keeping = { replies, epoch: "", ...policy };
    return withStore(withKeeping(model, keeping), {
      furtherAttempts: 0,
      buys: true,
      onReply: (_, { attempt }, bought) => void events.push(`${bought ? "new" : "old"} ${attempt}`),
      onMissing: ({ tag }) => void events.push(`missing ${tag.attempt}`),
      ...keeping,
    });
  };
  return { open, events, kept };
}

function attempt(number: number, tag: Partial<Tag> = {}): ModelRequest {
  return requestFor({ tag: { attempt: number, ...tag } });
}

describe("a model with a store", () => {
  it("keeps a reply before anyone sees it, and never buys it again", async () => {
    const { open, events } = ledger();
    const bought = await open().reply(attempt(1));
    const found = await open().reply(attempt(1));
    expect(events).toEqual(["buy 1", "keep 1", "new 1", "old 1"]);
    expect(found).toEqual(bought);
    expect(bought).toMatchObject({ status: "replied", key: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it("takes repeat, attempt and epoch as parts of the key, and neither sample nor dimension", async () => {
    const { open, kept } = ledger();
    await open().reply(attempt(1));
    await open().reply(attempt(1, { sample: "other", dimension: null }));
    expect(kept.size).toBe(1);
    await open().reply(attempt(2));
    await open().reply(attempt(1, { repeat: 2 }));
    await open({ epoch: "second" }).reply(attempt(1));
    expect(kept.size).toBe(4);
  });

  it("buys once what several ask for at the same time, and gives all of them that reply", async () => {
    const { open, events } = ledger();
    const underWay = new Map<string, Promise<unknown>>();
    const asking = [1, 2, 3].map(() => open({ underWay }).reply(attempt(1)));
    const replies = await Promise.all(asking);
    for (const reply of replies) expect(reply).toEqual(replies[0]);
    expect(events).toEqual(["buy 1", "keep 1", "new 1", "old 1", "old 1"]);
    expect(underWay.size).toBe(0);
  });

  it("says what is missing where it buys nothing", async () => {
    const { open, events } = ledger();
    const missing = await open({ buys: false }).reply(attempt(1));
    expect(missing).toMatchObject({ status: "failed", kind: "no-reply" });
    expect(events).toEqual(["missing 1"]);
  });

  it("reads further attempts that an earlier run bought, and buys as many more as it is told, place by place", async () => {
    const { open, events } = ledger();
    expect(await open().further?.(attempt(3))).toBeNull();

    const retrying = open({ furtherAttempts: 2 });
    await retrying.further?.(attempt(3));
    await retrying.further?.(attempt(4));
    expect(await retrying.further?.(attempt(5))).toBeNull();
    await retrying.further?.(attempt(3, { repeat: 2 }));
    expect(events.filter((event) => event.startsWith("buy"))).toEqual(["buy 3", "buy 4", "buy 3"]);

    await open().further?.(attempt(3));
    await open().further?.(attempt(4));
    expect(events.slice(-2)).toEqual(["old 3", "old 4"]);
  });

  it("has no further attempts where replies are at hand and not kept", () => {
    expect(ledger().open({ replies: null }).further).toBeUndefined();
  });
});
