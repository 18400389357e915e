import { onTestFinished } from "vitest";
import { openStore, type Store } from "../../src/store/database.ts";
import type { StoredReply } from "../../src/store/replies.ts";
import { sha256 } from "../../src/domain/canonical.ts";
import { folderWith } from "./folder.ts";

/** A store in a folder of its own, closed and gone when the test is over. */
export async function freshStore(): Promise<Store> {
  const store = await openStore(`${folderWith({})}/.touchstone/store.sqlite`);
  onTestFinished(() => store.close());
  return store;
}

/** A reply that differs from others by its name. */
export function replyNamed(name: string, changes: Partial<StoredReply> = {}): StoredReply {
  return {
    key: sha256(name),
    provider: "openai",
    baseUrl: "https://api.openai.com/v1",
    model: "m-1",
    sample: name,
    dimension: null,
    repeat: 1,
    attempt: 1,
    epoch: "",
    text: `reply to ${name}`,
    finish: "complete",
    usage: { inputTokens: 10, cachedTokens: 4, cacheWriteTokens: 1, outputTokens: 3, reasoningTokens: 2 },
    requestId: "r-1",
    usd: 0.25,
    priceSource: "list",
    calls: 1,
    ...changes,
  };
}
