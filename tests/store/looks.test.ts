import { expect, it } from "vitest";
import { lookAt, recordLook } from "../../src/store/looks.ts";
import { freshStore } from "./stores.ts";

const look = { dataset: "d1", split: "test", fingerprint: "f1", at: "2026-05-01T10:00:00.000Z" };

it("looks are counted by fingerprint, dataset and split, and keep the time of the first", async () => {
  const store = await freshStore();
  expect(await lookAt(store, look, "f1")).toBeNull();
  expect(await recordLook(store, look)).toBe(1);
  expect(await recordLook(store, { ...look, at: "2026-05-02T10:00:00.000Z" })).toBe(1);
  expect(await recordLook(store, { ...look, fingerprint: "f2" })).toBe(2);
  expect(await recordLook(store, { ...look, split: "other" })).toBe(1);
  expect(await recordLook(store, { ...look, dataset: "d2" })).toBe(1);
  expect(await lookAt(store, look, "f1")).toBe(look.at);
});
