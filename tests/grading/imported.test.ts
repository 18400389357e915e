import { describe, expect, it } from "vitest";
import { createImportedGrader } from "../../src/grading/imported.ts";
import { conversation, rubricOf } from "./fixtures.ts";

const rubric = rubricOf(["structure", "cost", "risk", "people", "metrics"]);

describe("createImportedGrader", () => {
  it("repeats what the other judge said, and says what it did not", async () => {
    const grader = createImportedGrader({
      name: "other",
      rubric,
      ratings: [
        { sample: "s1", dimension: "structure", value: 2 },
        { sample: "s1", dimension: "structure", value: 4 },
        { sample: "s1", dimension: "cost", value: null },
        { sample: "s1", dimension: "risk", value: 7 },
        { sample: "s1", dimension: "metrics", value: 2.5 },
        { sample: "s2", dimension: "people", value: 5 },
      ],
    });
    const { scores, replies } = await grader(conversation);
    expect(replies).toStrictEqual([]);
    expect(scores).toMatchObject([
      { dimension: "structure", status: "scored", level: 4, evidence: [] },
      { dimension: "cost", status: "not-observed" },
      {
        dimension: "risk",
        status: "unscored",
        reason: "off-menu",
        detail: "rating 7 is not on the scale 1-5",
      },
      { dimension: "people", status: "unscored", reason: "not-imported" },
      { dimension: "metrics", status: "scored", level: 2.5 },
    ]);
  });

  it.each([0, 5.1, Number.NaN])("takes %d for no level of a scale from 1 to 5", async (value) => {
    const ratings = [{ sample: "s1", dimension: "cost", value }];
    const { scores } = await createImportedGrader({ name: "other", rubric: rubricOf(["cost"]), ratings })(
      conversation,
    );
    expect(scores).toMatchObject([{ status: "unscored", reason: "off-menu" }]);
  });
});
