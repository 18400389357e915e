import { describe, expect, it } from "vitest";
import { shorten } from "../../src/cli/shorten.ts";

describe("shorten", () => {
  it.each([
    { name: "below the working folder", text: "/w/p/evals/x.yaml:3:1 bad", shown: "evals/x.yaml:3:1 bad" },
    {
      name: "in brackets and quotes",
      text: 'did you mean (/w/p/a) or "/w/p/b"',
      shown: 'did you mean (a) or "b"',
    },
    { name: "on every line", text: "/w/p/a: x\n/w/p/b: y", shown: "a: x\nb: y" },
    { name: "elsewhere", text: "/w/other/x.yaml: bad", shown: "/w/other/x.yaml: bad" },
    { name: "in a folder whose name begins alike", text: "/w/pp/x.yaml: bad", shown: "/w/pp/x.yaml: bad" },
    {
      name: "that hold the working folder's name",
      text: "/mnt/w/p/x.yaml: bad",
      shown: "/mnt/w/p/x.yaml: bad",
    },
  ])("says paths $name as the person would write them", ({ text, shown }) => {
    expect(shorten(text, { cwd: "/w/p" })).toBe(shown);
  });

  it("leaves paths alone where the working folder is the root", () => {
    expect(shorten("/a/b", { cwd: "/" })).toBe("/a/b");
  });

  it("lets no escape through that a file or an endpoint smuggled into a message", () => {
    expect(shorten("a\u001B[2Jb\u0007\nc\u202Ed", { cwd: "/w" })).toBe("a [2Jb \nc d");
  });
});
