import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { openStore } from "../../src/store/database.ts";
import {
  exportReplies,
  importReplies,
  putReplies,
  repliesFile,
  replyKey,
  storedReplies,
} from "../../src/store/replies.ts";
import { folderWith, refusal } from "./folder.ts";
import { freshStore, replyNamed } from "./stores.ts";

const asked = {
  wire: { provider: "openai", baseUrl: "https://x/v1", body: { model: "m", input: [{ text: "a" }] } },
  tag: { repeat: 1, attempt: 1 },
  epoch: "",
};

async function* each<T>(values: Iterable<T>): AsyncGenerator<T> {
  yield* values;
}

describe("replyKey", () => {
  it("is the same for the same question, however the body's keys are ordered and whatever it is for", () => {
    const reordered = { ...asked.wire, body: { input: [{ text: "a" }], model: "m" } };
    const tag = { ...asked.tag, sample: "s", dimension: "d" };
    expect(replyKey({ ...asked, wire: reordered, tag })).toBe(replyKey(asked));
    expect(replyKey(asked)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    { part: "provider", other: { ...asked, wire: { ...asked.wire, provider: "anthropic" } } },
    { part: "base URL", other: { ...asked, wire: { ...asked.wire, baseUrl: "https://y/v1" } } },
    { part: "body", other: { ...asked, wire: { ...asked.wire, body: { model: "m", input: [] } } } },
    { part: "repeat", other: { ...asked, tag: { repeat: 2, attempt: 1 } } },
    { part: "attempt", other: { ...asked, tag: { repeat: 1, attempt: 2 } } },
    { part: "epoch", other: { ...asked, epoch: "2026-05" } },
  ])("changes with the $part", ({ other }) => {
    expect(replyKey(other)).not.toBe(replyKey(asked));
  });
});

describe("storedReplies", () => {
  it("gives back what was put, nulls and all, and null for what was not", async () => {
    const replies = storedReplies(await freshStore());
    const bare = replyNamed("b", { dimension: "cost", requestId: null, usd: null, priceSource: null });
    const weighed = replyNamed("w", {
      levelTokens: [{ at: 9, token: "3", top: [{ token: "3", logprob: -0.5 }] }],
    });
    await replies.put(replyNamed("a"));
    await replies.put(bare);
    await replies.put(weighed);
    expect(await replies.get(weighed.key)).toEqual(weighed);
    expect(await replies.get(replyNamed("a").key)).toEqual(replyNamed("a"));
    expect(await replies.get(bare.key)).toEqual(bare);
    expect(await replies.get(replyNamed("c").key)).toBeNull();
  });

  it("lets the first of two replies stay", async () => {
    const replies = storedReplies(await freshStore());
    await replies.put(replyNamed("a"));
    await replies.put(replyNamed("a", { text: "another" }));
    expect((await replies.get(replyNamed("a").key))?.text).toBe("reply to a");
  });

  // 1,201 are three look-ups of at most 500, and pieces of 64, 32, ... rows of each.
  it.each([1, 2, 63, 64, 65, 500, 501, 1201])("keeps and finds %i that come together", async (count) => {
    const replies = storedReplies(await freshStore());
    const many = Array.from({ length: count }, (_, index) =>
      replyNamed(`r${index}`, index % 2 === 0 ? {} : { requestId: null, dimension: "cost" }),
    );
    await Promise.all(many.map(replies.put));
    expect(await Promise.all(many.map(({ key }) => replies.get(key)))).toEqual(many);
  });

  it("finds a reply for all who ask for it together, and beside what is not there", async () => {
    const replies = storedReplies(await freshStore());
    const reply = replyNamed("a");
    await replies.put(reply);
    const keys = [reply.key, replyNamed("b").key, reply.key];
    expect(await Promise.all(keys.map(replies.get))).toEqual([reply, null, reply]);
  });

  it("lets the first stay of two that come together, be they near or in other statements", async () => {
    const replies = storedReplies(await freshStore());
    const others = Array.from({ length: 600 }, (_, index) => replyNamed(`r${index}`));
    const again = replyNamed("a", { text: "another" });
    await Promise.all([replyNamed("a"), again, ...others, again].map(replies.put));
    expect((await replies.get(again.key))?.text).toBe("reply to a");
  });

  it("has a reply on disk before it says so", async () => {
    const store = await freshStore();
    const other = await openStore(store.path);
    onTestFinished(() => other.close());
    const [mine, theirs] = [storedReplies(store), storedReplies(other)];
    const many = Array.from({ length: 100 }, (_, index) => replyNamed(`r${index}`));
    const seen = many.map(async (reply) => {
      await mine.put(reply);
      return theirs.get(reply.key);
    });
    expect(await Promise.all(seen)).toEqual(many);
  });

  it("keeps of several replies those that can be kept", async () => {
    const store = await freshStore();
    const refuse =
      "create trigger no_room before insert on replies when new.sample = 'large' begin select raise(abort, 'no room'); end";
    await sql.raw(refuse).execute(store.database);
    const replies = storedReplies(store);
    const [small, large] = [replyNamed("a"), { ...replyNamed("b"), sample: "large" }];
    const puts = await Promise.allSettled([small, large].map(replies.put));
    expect(puts.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await replies.get(small.key)).toEqual(small);
    expect(await replies.get(large.key)).toBeNull();
  });

  it("tells everyone who brought a reply that it could not be kept", async () => {
    const store = await openStore(`${folderWith({})}/store.sqlite`);
    const replies = storedReplies(store);
    await store.close();
    const puts = await Promise.allSettled([replyNamed("a"), replyNamed("b")].map(replies.put));
    expect(puts.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});

describe("putReplies", () => {
  it("keeps more than one statement holds and counts what was new", async () => {
    const store = await freshStore();
    const many = Array.from({ length: 1201 }, (_, index) => replyNamed(`r${index}`));
    expect(await putReplies(store, each(many.slice(0, 7)))).toEqual({ read: 7, added: 7 });
    expect(await putReplies(store, each(many))).toEqual({ read: 1201, added: 1194 });
  });

  it("keeps none where one cannot be had", async () => {
    const store = await freshStore();
    const failing = async function* () {
      yield* Array.from({ length: 600 }, (_, index) => replyNamed(`r${index}`));
      throw new TypeError("the rest did not come");
    };
    await expect(putReplies(store, failing())).rejects.toThrow("the rest did not come");
    expect(await storedReplies(store).get(replyNamed("r0").key)).toBeNull();
  });
});

describe("a replies file", () => {
  it.each(["replies.jsonl", "replies.jsonl.gz"])(
    "brings every reply to another store, the same bytes each time: %s",
    async (name) => {
      const folder = folderWith({});
      const [first, second] = [await freshStore(), await freshStore()];
      const many = Array.from({ length: 620 }, (_, index) => replyNamed(`r${index}`));
      await putReplies(first, each(many));
      await exportReplies(first, `${folder}/${name}`);
      expect(await importReplies(second, `${folder}/${name}`)).toEqual({ read: 620, added: 620 });
      expect(await importReplies(second, `${folder}/${name}`)).toEqual({ read: 620, added: 0 });
      await exportReplies(second, `${folder}/again-${name}`);
      expect(readFileSync(`${folder}/again-${name}`)).toEqual(readFileSync(`${folder}/${name}`));
    },
  );

  it("is sorted by key, and holds only the keys asked for", async () => {
    const folder = folderWith({});
    const store = await freshStore();
    const names = ["a", "b", "c", "d"];
    await putReplies(store, each(names.map((name) => replyNamed(name))));
    const keysIn = async (keys?: string[]): Promise<string[]> => {
      await exportReplies(store, `${folder}/r.jsonl`, keys);
      const lines = readFileSync(`${folder}/r.jsonl`, "utf8").split("\n").slice(0, -1);
      return lines.map((line) => JSON.parse(line).key);
    };
    expect(await keysIn()).toEqual(names.map((name) => replyNamed(name).key).sort());
    const wanted = [replyNamed("d").key, replyNamed("a").key, replyNamed("z").key, replyNamed("a").key];
    expect(await keysIn(wanted)).toEqual([replyNamed("a").key, replyNamed("d").key].sort());
  });

  it("is asked before the store; what is new goes to the store", async () => {
    const store = await freshStore();
    const others = storedReplies(store);
    await others.put(replyNamed("a", { text: "from the store" }));
    await others.put(replyNamed("b"));
    const folder = folderWith({ "r.jsonl": `${JSON.stringify(replyNamed("a"))}\n` });
    const replies = await repliesFile(`${folder}/r.jsonl`, others);
    expect((await replies.get(replyNamed("a").key))?.text).toBe("reply to a");
    expect((await replies.get(replyNamed("b").key))?.text).toBe("reply to b");
    await replies.put(replyNamed("c"));
    expect(await others.get(replyNamed("c").key)).toEqual(replyNamed("c"));
  });

  it("is refused line by line, and nothing of it is kept", async () => {
    const good = JSON.stringify(replyNamed("a"));
    const bad = JSON.stringify({ ...replyNamed("b"), key: "b", finish: "done", calls: 0 });
    const folder = folderWith({ "r.jsonl": `${good}\n${bad}\n${good.slice(0, 40)}` });
    const store = await freshStore();
    const expected = [
      'r.jsonl:2:1 key: a key is 64 hex digits, got "b"',
      'r.jsonl:2:1 finish: got "done", expected one of "complete", "truncated", "refused"',
      "r.jsonl:2:1 calls: too small: expected number to be >=1, got 0",
      "r.jsonl:3:41 half a line of JSON, expected it to be closed",
    ];
    expect(await refusal(folder, importReplies(store, `${folder}/r.jsonl`))).toEqual(expected);
    expect(await refusal(folder, repliesFile(`${folder}/r.jsonl`, storedReplies(store)))).toEqual(expected);
    expect(await storedReplies(store).get(replyNamed("a").key)).toBeNull();
  });
});
