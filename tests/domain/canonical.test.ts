import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, sha256, sha256OfParts } from "../../src/domain/canonical.ts";
import { propertyRuns } from "../support/runs.ts";

describe("canonicalJson", () => {
  it("sorts keys at every depth and leaves out what is undefined", () => {
    expect(canonicalJson({ b: [{ d: 1, c: null }], a: "ä", z: undefined })).toBe(
      '{"a":"ä","b":[{"c":null,"d":1}]}',
    );
  });

  it("holds the same value as plain JSON, whatever the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      propertyRuns,
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (record) => {
        const reversed = Object.fromEntries(Object.entries(record).toReversed());
        expect(canonicalJson(reversed)).toBe(canonicalJson(record));
      }),
      propertyRuns,
    );
  });

  it.each([Number.NaN, Infinity, new Map(), new Date(0)])("refuses what JSON would change: %s", (value) => {
    expect(() => canonicalJson({ value })).toThrow("is not in JSON");
  });
});

describe("sha256", () => {
  it("is the published digest of abc, also in parts", () => {
    const digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(sha256("abc")).toBe(digest);
    expect(sha256OfParts(["a", "", "bc"])).toBe(digest);
  });
});
