import { createHash } from "node:crypto";

/**
 * JSON with sorted keys and no white space, so that equal values have equal text. Undefined members are left out; what JSON would
 * silently change (NaN, a Map, a Date) is refused.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) return keptTexts.get(value) ?? canonicalObject(value);
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

function canonicalObject(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`a ${value.constructor.name} is not in JSON`);
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** sha256 of a text, in hex. */
export function sha256(text: string): string {
  return sha256OfParts([text]);
}

/** sha256 of texts one after the other, in hex, without joining them. */
export function sha256OfParts(parts: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
