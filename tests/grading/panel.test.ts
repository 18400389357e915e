import { describe, expect, it } from "vitest";
import { scoreRows, type Score } from "../../src/domain/score.ts";
import type { Grader } from "../../src/grading/grader.ts";
import { panel } from "../../src/grading/panel.ts";
import { repeat } from "../../src/grading/repeat.ts";
import { conversation } from "./fixtures.ts";

function member(name: string, level: number): Grader {
  const score: Score = { dimension: "cost", status: "scored", level, evidence: [], rationale: name };
  return async ({ id }) => ({ sampleId: id, grader: name, scores: [score], replies: [name], parts: [] });
}

describe("a panel", () => {
  it("gives the mean of its members under its own name, and keeps each member's grade", async () => {
    const grade = await panel({ name: "both", combine: "mean", members: [member("a", 2), member("b", 3)] })(
      conversation,
    );
    expect(grade).toMatchObject({
      grader: "both",
      scores: [{ level: 2.5, spread: 0.5 }],
      replies: ["a", "b"],
    });
    expect(grade.parts.map(({ grader }) => grader)).toStrictEqual(["a", "b"]);
  });

  it("gives the median where that is asked for", async () => {
    const members = [member("a", 1), member("b", 5), member("c", 5)];
    const grade = await panel({ name: "all", combine: "median", members })(conversation);
    expect(grade.scores).toMatchObject([{ level: 5 }]);
  });

  it("says of how many members a dimension has no score", async () => {
    const silent =
      (name: string): Grader =>
      async ({ id }) => ({
        sampleId: id,
        grader: name,
        scores: [{ dimension: "cost", status: "unscored", reason: "refused", detail: "no", evidence: [] }],
        replies: [],
        parts: [],
      });
    const members = [silent("a"), silent("b"), member("c", 1)];
    expect((await panel({ name: "all", combine: "mean", members })(conversation)).scores).toMatchObject([
      { detail: "2 of 3 members: no" },
    ]);
  });

  it("counts a reply that two members share once", async () => {
    const members = [member("a", 1), member("a", 1)];
    expect((await panel({ name: "twice", combine: "mean", members })(conversation)).replies).toEqual(["a"]);
  });

  it("names in every row which part it is of, down to the repeats of a member of a member", async () => {
    const twice = repeat(2, () => member("a", 2));
    const inner = panel({ name: "inner", combine: "mean", members: [twice, member("b", 4)] });
    const grade = await panel({ name: "outer", combine: "mean", members: [inner, member("c", 4)] })(
      conversation,
    );
    expect(scoreRows(grade).map(({ grader, repeat: index, part }) => [grader, index, part])).toStrictEqual([
      ["outer", null, undefined],
      ["outer", 1, "inner"],
      ["outer", 1, "inner/a"],
      ["outer", 1, "inner/a/#1"],
      ["outer", 2, "inner/a/#2"],
      ["outer", 2, "inner/b"],
      ["outer", 2, "c"],
    ]);
  });
});
