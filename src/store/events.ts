import { randomBytes } from "node:crypto";
import { link, open, readFile, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HarnessError } from "../errors.ts";
import type { Event } from "../domain/event.ts";
import type { Store } from "./database.ts";
import {
  eventAfter,
  verifyChain,
  type EventDraft,
  type HashKey,
  type Head,
  type Verified,
} from "./event-chain.ts";
import { kindOf, readText } from "./files.ts";
import { invalidFile, type Problem } from "./problem.ts";

/** The log and the key of a store's hashes, beside its database. */
export function eventFiles({ path }: Pick<Store, "path">): { readonly log: string; readonly key: string } {
  const stem = path.replace(/\.sqlite$/, "");
  return { log: `${stem}.events.jsonl`, key: `${stem}.key` };
}

const keyBytes = 32;

/** The store's key; made where there is none and no log that another key wrote, readable by its owner alone. */
export async function hashKey(store: Pick<Store, "path">): Promise<HashKey> {
  const { log, key } = eventFiles(store);
  // Looked for first: another process may be making both, the key before the log.
  const hasLog = (await kindOf(log)) !== "absent";
  if ((await kindOf(key)) === "absent") {
    if (hasLog) throw lostKey(key);
    const folder = dirname(key);
    const isOurs = basename(folder) === ".touchstone";
    if (isOurs) await writeFile(join(folder, ".gitignore"), "*\n", { flag: "wx" }).catch(() => null);
    // Linked whole into its place, so that of two processes the second finds the first one's key.
    const unfinished = `${key}.${randomBytes(4).toString("hex")}`;
    await writeFile(unfinished, `${randomBytes(keyBytes).toString("hex")}\n`, { mode: 0o600, flush: true });
    await link(unfinished, key).catch(() => null);
    await unlink(unfinished);
  }
  const bytes = Buffer.from((await readFile(key, "utf8")).trim(), "hex");
  if (bytes.length !== keyBytes) throw lostKey(key);
  return bytes;
}

function lostKey(file: string): HarnessError {
  const message =
    "the key of the event log is missing or damaged, and without it the log proves nothing; bring it back, or move the log away to begin another";
  return invalidFile([{ file, line: null, column: null, message }]);
}

/** Appends an event: on disk before it is done, one process at a time. */
export async function appendEvent(store: Store, draft: EventDraft): Promise<Event> {
  const key = await hashKey(store);
  const { log } = eventFiles(store);
  return store.database.transaction().execute(async (transaction) => {
    // The first write takes the database's lock, so that whoever else appends waits here.
    await transaction
      .insertInto("event_heads")
      .values({ log: "events", seq: 0, mac: "" })
      .onConflict((conflict) => conflict.column("log").doUpdateSet({ log: "events" }))
      .execute();
    const row = await transaction.selectFrom("event_heads").select(["seq", "mac"]).executeTakeFirstOrThrow();
    const head = await headAfter(log, row.seq === 0 ? null : row, key);
    const event = eventAfter(head, draft, key);
    const file = await open(log, "a", 0o600);
    try {
      await file.appendFile(`${JSON.stringify(event)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await transaction.updateTable("event_heads").set({ seq: event.seq, mac: event.mac }).execute();
    return event;
  });
}

/** Where the log ends. A line may be written whose end the store never heard of, when it was killed in between; half a line is taken back. */
async function headAfter(log: string, known: Head, key: HashKey): Promise<Head> {
  const problems: Problem[] = [];
  if ((await kindOf(log)) === "absent") return known;
  const text = (await readText(log, problems)) ?? "";
  if (problems.length > 0) throw invalidFile(problems);
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) {
    const file = await open(log, "r+");
    await file.truncate(Buffer.byteLength(whole));
    await file.close();
  }
  const { head, broken } = verifyChain(linesOf(whole).slice(known?.seq ?? 0), null, key, known);
  return broken.length > 0 ? known : head;
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

/** Reads the log through. A store that never wrote an event has an empty one. */
export async function verifyEvents(store: Store): Promise<Verified> {
  const { log } = eventFiles(store);
  const problems: Problem[] = [];
  const row = await store.database.selectFrom("event_heads").select(["seq", "mac"]).executeTakeFirst();
  const written: Head = row === undefined || row.seq === 0 ? null : row;
  const text = (await kindOf(log)) === "absent" ? "" : ((await readText(log, problems)) ?? "");
  if (problems.length > 0) throw invalidFile(problems);
  if (text === "" && written === null) return { events: 0, head: null, broken: [], macs: [] };
  return verifyChain(linesOf(text), written, await hashKey(store));
}
