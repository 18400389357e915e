import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalJson,
  canonicalSha256,
  keepCanonical,
  sha256,
  sha256OfParts,
} from "../../src/domain/canonical.ts";
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

describe("canonicalSha256", () => {
  /** Values that requests share: none, short ones and ones longer than what is hashed at once. */
  const kept = [10, 1_000, 40_000, 200_000].map((length) =>
    keepCanonical({ text: "ä".repeat(length), type: `input_text ${length}` }),
  );
  const shared = fc.constantFrom(...kept);

  it("is the sha256 of the canonical JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalSha256(value)).toBe(sha256(canonicalJson(value)));
      }),
      propertyRuns,
    );
  });

  it("is so too where values share what is kept, whatever stands before, between and after", () => {
    const own = fc.oneof(
      fc.jsonValue(),
      fc.integer({ min: 0, max: 100_000 }).map((length) => "😀".repeat(length)),
    );
    const parts = fc.array(fc.oneof(shared, own), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 4 }), fc.integer(), (bodies, attempt) => {
        for (const body of [...bodies, ...bodies]) {
          const value = { attempt, body, end: attempt };
          // A copy has equal text and shares nothing.
          expect(canonicalSha256(value)).toBe(sha256(canonicalJson(structuredClone(value))));
        }
      }),
      { ...propertyRuns, numRuns: propertyRuns.numRuns / 4 },
    );
  });

  it("refuses what JSON would change, and hashes aright what comes after", () => {
    const [, , long] = kept;
    expect(() => canonicalSha256([long, Number.NaN])).toThrow("is not in JSON");
    expect(canonicalSha256([long, 1])).toBe(sha256(canonicalJson([long, 1])));
  });
});

describe("sha256", () => {
  it("is the published digest of abc, also in parts", () => {
    const digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(sha256("abc")).toBe(digest);
    expect(sha256OfParts(["a", "", "bc"])).toBe(digest);
  });

  it("is that of the joined text, however long its parts", () => {
    const parts = ["x".repeat(10), "ü".repeat(70_000), "", "y".repeat(65_536), "z"];
    expect(sha256OfParts(parts)).toBe(sha256(parts.join("")));
  });
});
