import { createHash, hash, type Hash } from "node:crypto";

/**
 * JSON with sorted keys and no white space, so that equal values have equal text. Undefined members are left out; what JSON would
 * silently change (NaN, a Map, a Date) is refused.
 */
export function canonicalJson(value: unknown): string {
  let text = "";
  write(value, (piece) => (text += piece));
  return text;
}

/** Takes a canonical text piece by piece; `kept` is the value whose whole text a piece is, where that text is kept. */
type Take = (piece: string, kept: object | null) => void;

function write(value: unknown, take: Take): void {
  if (Array.isArray(value)) return writeArray(value, take);
  if (typeof value === "object" && value !== null) {
    const kept = keptTexts.get(value);
    return kept === undefined ? writeObject(value, take) : take(kept, value);
  }
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`${value} is not in JSON`);
  take(JSON.stringify(value) ?? "null", null);
}

function writeArray(values: readonly unknown[], take: Take): void {
  let mark = "[";
  for (const value of values) {
    take(mark, null);
    write(value, take);
    mark = ",";
  }
  take(mark === "[" ? "[]" : "]", null);
}

function writeObject(value: object, take: Take): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`a ${value.constructor.name} is not in JSON`);
  }
  let mark = "{";
  for (const key of Object.keys(value).sort()) {
    const member: unknown = Reflect.get(value, key);
    if (member === undefined) continue;
    take(`${mark}${JSON.stringify(key)}:`, null);
    write(member, take);
    mark = ",";
  }
  take(mark === "{" ? "{}" : "}", null);
}

const keptTexts = new WeakMap<object, string>();

/** Freezes a value that many others hold, such as the schema in every request, and keeps its canonical text. */
export function keepCanonical<Value extends object>(value: Value): Value {
  if (keptTexts.has(value)) return value;
  keptTexts.set(value, canonicalJson(value));
  freeze(value);
  return value;
}

function freeze(value: object): void {
  const members: readonly unknown[] = Object.values(value);
  for (const member of members) if (typeof member === "object" && member !== null) freeze(member);
  Object.freeze(value);
}

/** A canonical text as far as it was hashed: what stood before `text` and a kept text after it. */
type Begun = { readonly before: Begun | null; readonly text: string; readonly hash: Hash };

const begun = new WeakMap<object, Begun>();
const longKept = 1_000;
const mostHeld = 8_192;

/**
 * sha256 of a value's canonical JSON, in hex, without building that text. Values that begin alike up to a long kept text, as requests
 * about one answer do, share the work up to there.
 */
export function canonicalSha256(value: unknown): string {
  let shared: Begun | null = null;
  let own: Hash | null = null;
  let text = "";
  const hashText = (): Hash => (own === null ? goOn(shared, text) : own.update(text));
  write(value, (piece, kept) => {
    if (kept !== null && own === null && piece.length >= longKept) {
      shared = beginning(shared, text, kept, piece);
      text = "";
      return;
    }
    text += piece;
    if (text.length < mostHeld) return;
    own = hashText();
    text = "";
  });
  return hashText().digest("hex");
}

function beginning(before: Begun | null, text: string, kept: object, piece: string): Begun {
  const known = begun.get(kept);
  if (known?.before === before && known.text === text) return known;
  const fresh = { before, text, hash: goOn(before, text).update(piece) };
  begun.set(kept, fresh);
  return fresh;
}

function goOn(before: Begun | null, text: string): Hash {
  return (before?.hash.copy() ?? createHash("sha256")).update(text);
}

/** sha256 of a text, in hex. */
export function sha256(text: string): string {
  return hash("sha256", text);
}

/** sha256 of texts one after the other, in hex, without joining all of them. */
export function sha256OfParts(parts: Iterable<string>): string {
  const whole = createHash("sha256");
  let text = "";
  for (const part of parts) {
    text += part;
    if (text.length < mostHeld) continue;
    whole.update(text);
    text = "";
  }
  return whole.update(text).digest("hex");
}
