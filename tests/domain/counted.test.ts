import { expect, it } from "vitest";
import { counted } from "../../src/domain/counted.ts";

it.each([
  [counted(0, "answer"), "0 answers"],
  [counted(1, "answer"), "1 answer"],
  [counted(2, "answer"), "2 answers"],
  [counted(1, "reply is", "replies are"), "1 reply is"],
  [counted(2, "reply is", "replies are"), "2 replies are"],
])("%s", (said, expected) => {
  expect(said).toBe(expected);
});
