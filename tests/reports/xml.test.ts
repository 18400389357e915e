import { describe, expect, it } from "vitest";
import { parseXml } from "./xml.ts";

describe("parseXml, which judges the JUnit report", () => {
  it("reads elements, attributes and entities", () => {
    expect(parseXml('<?xml version="1.0" encoding="UTF-8"?>\n<a b="&lt;&#10;&amp;">\n<c/></a>')).toEqual({
      name: "a",
      attributes: { b: "<\n&" },
      children: [{ name: "c", attributes: {}, children: [] }],
    });
  });

  it.each([
    ["an open element", "<a><b></a>"],
    ["two roots", "<a/><b/>"],
    ["nothing", ""],
    ["a bare ampersand", '<a b="x & y"/>'],
    ["an unknown entity", '<a b="&x;"/>'],
    ["a bare <", '<a b="<"/>'],
    ["an open quote", '<a b="x/>'],
    ["an attribute twice", '<a b="1" b="2"/>'],
    ["a control character", '<a b="\u0007"/>'],
    ["half a character", '<a b="\uD800"/>'],
  ])("refuses %s", (_, text) => {
    expect(() => parseXml(text)).toThrow(SyntaxError);
  });
});
