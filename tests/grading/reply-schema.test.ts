import { describe, expect, it } from "vitest";
import { replyJsonSchema } from "../../src/grading/reply-schema.ts";
import { rubricOf } from "./fixtures.ts";

const scale = { min: 1, max: 5, step: 1 };
const rubric = rubricOf(["structure", "cost"]);

/** Every schema object within a schema. */
function schemasIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  const children = Object.values(value).flatMap(schemasIn);
  return "type" in value || "anyOf" in value ? [{ ...value }, ...children] : children;
}

describe("replyJsonSchema", () => {
  it("puts evidence before rationale before level", () => {
    expect(Object.keys(Object(replyJsonSchema(scale, null)["properties"]))).toStrictEqual([
      "evidence",
      "rationale",
      "level",
    ]);
  });

  it("has one key per dimension in the rubric's order", () => {
    expect(Object.keys(Object(replyJsonSchema(scale, rubric.dimensions)["properties"]))).toStrictEqual([
      "structure",
      "cost",
    ]);
  });

  it.each([
    { name: "one answer", schema: replyJsonSchema(scale, null) },
    { name: "all dimensions", schema: replyJsonSchema(scale, rubric.dimensions) },
    { name: "half points", schema: replyJsonSchema({ min: 1, max: 3, step: 0.5 }, null) },
  ])(
    "is strict: every object is closed, every property required and typed, no numerical bounds ($name)",
    ({ schema }) => {
      const objects = schemasIn(schema).filter(({ type }) => type === "object");
      expect(objects.length).toBeGreaterThan(1);
      for (const { additionalProperties, required, properties } of objects) {
        expect(additionalProperties).toBe(false);
        expect(required).toStrictEqual(Object.keys(Object(properties)));
      }
      expect(JSON.stringify(schema)).not.toMatch(/"(?:minimum|maximum|\$schema)"/);
    },
  );

  it("offers the scale's levels and null, nothing else", () => {
    expect(replyJsonSchema({ min: 1, max: 2, step: 0.5 }, null)["properties"]).toMatchObject({
      level: { anyOf: [{ type: "number", enum: [1, 1.5, 2] }, { type: "null" }] },
    });
  });
});
