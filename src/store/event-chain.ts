import { createHmac } from "node:crypto";
import { canonicalJson } from "../domain/canonical.ts";
import { eventSchema, type Event } from "../domain/event.ts";

/** The key of a store's hashes. */
export type HashKey = Uint8Array;

/** Where a log ends; null: before its first line. */
export type Head = Pick<Event, "seq" | "mac"> | null;

/** What is to be put on record; candidates and things go in as they are and come out as keyed hashes. */
export type EventDraft = Pick<Event, "at" | "actor" | "type"> & {
  readonly subject: string | null;
  readonly about: Readonly<Record<string, string>>;
};

/** A hash that says nothing of a text to whoever has no key. */
export function keyedHash(key: HashKey, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

/** The line that follows a head. */
export function eventAfter(head: Head, { at, actor, type, subject, about }: EventDraft, key: HashKey): Event {
  const event = {
    seq: (head?.seq ?? 0) + 1,
    at,
    actor,
    type,
    subject: subject === null ? null : keyedHash(key, subject),
    hashes: Object.fromEntries(Object.entries(about).map(([name, text]) => [name, keyedHash(key, text)])),
    prev: head?.mac ?? null,
  };
  return { ...event, mac: macOf(event, key) };
}

function macOf(event: Omit<Event, "mac">, key: HashKey): string {
  return keyedHash(key, canonicalJson({ ...event, mac: undefined }));
}

/** A line whose chain is broken, counted from 1, and how. */
export type BrokenLink = { readonly line: number; readonly message: string };

/** A log as it was read through: how it ends, and every line that is not what was written. */
export type Verified = {
  readonly events: number;
  readonly head: Head;
  readonly broken: readonly BrokenLink[];
  /** Every line's hash, for whoever kept one of them. */
  readonly macs: readonly string[];
};

/** Reads lines that follow `from` against their chain, and a whole log against where the store says that it ended. */
export function verifyChain(
  lines: readonly string[],
  written: Head,
  key: HashKey,
  from: Head = null,
): Verified {
  const broken: BrokenLink[] = [];
  const macs: string[] = [];
  let head = from;
  for (const [index, text] of lines.entries()) {
    const event = parseEvent(text);
    const problem = event === null ? "is no event of ours" : linkProblem(event, head, key);
    if (problem !== null) broken.push({ line: index + 1, message: problem });
    if (event === null) continue;
    head = { seq: event.seq, mac: event.mac };
    macs.push(event.mac);
  }
  const end = endProblem(head, written);
  if (end !== null) broken.push({ line: lines.length + (end.isCut ? 1 : 0), message: end.message });
  return { events: lines.length, head, broken, macs };
}

function parseEvent(text: string): Event | null {
  try {
    const checked = eventSchema.safeParse(JSON.parse(text));
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}

function linkProblem(event: Event, head: Head, key: HashKey): string | null {
  if (event.mac !== macOf(event, key)) return "was changed after it was written";
  const expected = (head?.seq ?? 0) + 1;
  if (event.seq > expected)
    return `has number ${event.seq}, so ${event.seq - expected} before it are missing`;
  if (event.seq < expected) return `has number ${event.seq}, which was there before`;
  return event.prev === (head?.mac ?? null) ? null : "does not follow the line before it";
}

function endProblem(head: Head, written: Head): { readonly isCut: boolean; readonly message: string } | null {
  if (written === null || (head?.seq ?? 0) > written.seq) return null;
  if ((head?.seq ?? 0) < written.seq) {
    return { isCut: true, message: `${written.seq - (head?.seq ?? 0)} missing: the log was cut short` };
  }
  return head?.mac === written.mac
    ? null
    : { isCut: false, message: "is not the line that was written last" };
}
