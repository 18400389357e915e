/** A process of its own that appends twenty events: `append-events.ts <store> <actor>`. */
import { openStore } from "../../src/store/database.ts";
import { appendEvent } from "../../src/store/events.ts";

const [path = "", actor = ""] = process.argv.slice(2);
const store = await openStore(path);
for (let number = 1; number <= 20; number++) {
  const about = { document: `document ${number}` };
  await appendEvent(store, { at: "2026-01-01T00:00:00.000Z", actor, type: "run", subject: null, about });
}
await store.close();
