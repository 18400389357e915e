import { describe, expect, it } from "vitest";
import { graderSpecSchema } from "../../src/domain/eval.ts";
import { evidenceOf, graderKinds } from "../../src/grading/index.ts";

const specs = {
  model: graderSpecSchema.parse({ model: "openai:m" }),
  lexical: graderSpecSchema.parse({ lexical: {} }),
  imported: graderSpecSchema.parse({ imported: { file: "judge.csv", rater: "j" } }),
  calibrated: graderSpecSchema.parse({ calibrated: { mapping: "e.mapping.json", of: "a" } }),
  panel: graderSpecSchema.parse({ panel: { of: ["a", "b"] } }),
  // oxlint-disable-next-line unicorn/no-thenable -- a key of an eval.
  cascade: graderSpecSchema.parse({ cascade: { first: "a", then: "b", when: ["spread"] } }),
};

describe("graderKinds", () => {
  it.each(Object.entries(specs))("recognises a %s spec as that kind alone", (name, spec) => {
    const kinds = Object.entries(graderKinds).filter(([, kind]) => kind.recognises(spec));
    expect(kinds.map(([kind]) => kind)).toStrictEqual([name]);
  });

  it.each(Object.entries(graderKinds))(
    "describes %s and loads it when needed",
    async (_, { description, load }) => {
      expect(description).not.toBe("");
      expect(await load()).toBeTypeOf("function");
    },
  );
});

describe("evidenceOf", () => {
  it("is required of a model unless its spec says none, and of nothing else", () => {
    expect(evidenceOf(specs.model)).toBe("required");
    expect(evidenceOf(graderSpecSchema.parse({ model: "openai:m", evidence: "none" }))).toBe("none");
    expect(evidenceOf(specs.lexical)).toBe("none");
    expect(evidenceOf(specs.imported)).toBe("none");
  });
});
