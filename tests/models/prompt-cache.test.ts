import { describe, expect, it } from "vitest";
import { canonicalJson, sha256 } from "../../src/domain/canonical.ts";
import type { Block, Prompt } from "../../src/models/model.ts";
import { cachedPieces, keptParts } from "../../src/models/prompt-cache.ts";

const block = (text: string, cache = false): Block => ({ text, cache });
const schema = { type: "object", properties: { level: { type: "integer" } } };
const json = { kind: "json", name: "score", schema } as const;

/** Instructions and an answer that calls share, and a question of this call alone. */
function promptAsking(
  question: string,
  shared: Prompt["system"] = [block("rules", true), block("case")],
): Prompt {
  return { system: shared, user: [block("answer", true), block(question)], reply: json };
}

describe("what a block is in requests", () => {
  const make = keptParts(({ text }, variant) => ({ text, variant }));

  it("is one object for all requests that share the block, and another for each variant", () => {
    const shared = block("rules");
    expect(make(shared, "")).toBe(make(shared, ""));
    expect(make(shared, "marked")).toEqual({ text: "rules", variant: "marked" });
    expect(make(shared, "")).toEqual({ text: "rules", variant: "" });
  });

  it("has the same canonical text for blocks that are equal and not shared", () => {
    const [one, other] = [make(block("rules"), ""), make(block("rules"), "")];
    expect(one).not.toBe(other);
    expect(canonicalJson([one])).toBe(canonicalJson([other]));
    expect(canonicalJson([one])).toBe('[{"text":"rules","variant":""}]');
  });

  it("cannot be changed by who sends it, since its text is kept", () => {
    expect(Object.isFrozen(make(block("rules"), ""))).toBe(true);
  });
});

describe("cachedPieces", () => {
  it("cuts after each marked block, names each piece by all before it, and gives the rest", () => {
    const first = sha256(`${canonicalJson(schema)}rules`);
    expect(cachedPieces(promptAsking("cost?"))).toEqual({
      cached: [
        { key: first, texts: [canonicalJson(schema), "rules"] },
        { key: sha256(`${first}caseanswer`), texts: ["case", "answer"] },
      ],
      rest: ["cost?"],
    });
  });

  it("gives the same for blocks that are shared, and for equal ones that are not", () => {
    const { system, user, reply } = promptAsking("cost?");
    const [answer] = user;
    if (answer === undefined) throw new Error("the prompt has no answer");
    const first = cachedPieces({ system, user, reply });
    const again = cachedPieces({ system: [...system], user: [answer, block("risk?")], reply });
    expect(again.cached).toBe(first.cached);
    expect(again.rest).toEqual(["risk?"]);
    expect(cachedPieces(promptAsking("cost?"))).toEqual(first);
  });

  it.each<{ name: string; change: (prompt: Prompt) => Prompt }>([
    {
      name: "other instructions",
      change: (prompt) => ({ ...prompt, system: [block("other", true), block("case")] }),
    },
    { name: "a block less", change: (prompt) => ({ ...prompt, system: prompt.system.slice(1) }) },
    {
      name: "another schema",
      change: (prompt) => ({ ...prompt, reply: { ...json, schema: { type: "array" } } }),
    },
    { name: "text for a reply", change: (prompt) => ({ ...prompt, reply: { kind: "text" } }) },
  ])("does not take what it knew of an answer's block for a prompt with $name", ({ change }) => {
    const prompt = promptAsking("cost?");
    const changed = change(prompt);
    const before = cachedPieces(prompt).cached.at(-1);
    const { cached } = cachedPieces(changed);
    const alike = {
      ...changed,
      system: changed.system.map((each) => ({ ...each })),
      user: changed.user.map((each) => ({ ...each })),
    };
    expect(cached.at(-1)?.key).not.toBe(before?.key);
    expect(cached).toEqual(cachedPieces(alike).cached);
  });

  it("caches nothing where no block is marked", () => {
    const prompt: Prompt = { system: [block("rules")], user: [block("answer")], reply: json };
    expect(cachedPieces(prompt)).toEqual({ cached: [], rest: [canonicalJson(schema), "rules", "answer"] });
    expect(cachedPieces({ ...prompt, reply: { kind: "text" } }).rest).toEqual(["rules", "answer"]);
  });
});
