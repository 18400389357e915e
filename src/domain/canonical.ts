import { createHash, hash } from "node:crypto";

/**
 * JSON with sorted keys and no white space, so that equal values have equal text. Undefined members are left out; what JSON would
 * silently change (NaN, a Map, a Date) is refused.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "object" && value !== null) {
    return Array.isArray(value) ? canonicalArray(value) : (keptTexts.get(value) ?? canonicalObject(value));
  }
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`${value} is not in JSON`);
  return JSON.stringify(value) ?? "null";
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

// Both join by hand: a run writes the key of each request so, and lists of members took half of the time.

function canonicalArray(values: readonly unknown[]): string {
  let text = "[";
  for (const value of values) text += `${text === "[" ? "" : ","}${canonicalJson(value)}`;
  return `${text}]`;
}

function canonicalObject(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`a ${value.constructor.name} is not in JSON`);
  }
  let text = "{";
  for (const key of Object.keys(value).sort()) {
    const member: unknown = Reflect.get(value, key);
    if (member !== undefined)
      text += `${text === "{" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `${text}}`;
}

/** sha256 of a text, in hex. */
export function sha256(text: string): string {
  return hash("sha256", text);
}

/** sha256 of texts one after the other, in hex, without joining them. */
export function sha256OfParts(parts: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
