/** A process of its own that puts replies into a store and says so: `put-replies.ts <store> <name> [forever]`. */
import { openStore } from "../../src/store/database.ts";
import { storedReplies, type StoredReply } from "../../src/store/replies.ts";
import { sha256 } from "../../src/domain/canonical.ts";

const [path = "", name = "", forever] = process.argv.slice(2);
const limit = forever === undefined ? 100 : Infinity;
const usage = { inputTokens: 0, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 };

const store = await openStore(path);
for (let index = 0; index < limit; index++) {
  const sample = `${name}${index}`;
  const reply: StoredReply = {
    key: sha256(sample),
    provider: "p",
    baseUrl: "",
    model: "m",
    sample,
    dimension: null,
    repeat: 1,
    attempt: 1,
    epoch: "",
    text: "t",
    finish: "complete",
    usage,
    requestId: null,
    usd: null,
    priceSource: null,
    calls: 1,
  };
  await storedReplies(store).put(reply);
  if (forever !== undefined) process.stdout.write(`${sample}\n`);
}
await store.close();
