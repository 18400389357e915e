import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createProject, evalPath } from "../support/project.ts";

/** What only reads a store, or takes something out of it. */
const readers: readonly (readonly string[])[] = [
  ["report"],
  ["compare", "latest", "latest"],
  ["baseline", "accept", evalPath],
  ["explain", "cand-1"],
  ["decision", "cand-1"],
  ["export", "cand-1"],
  ["erase", "cand-1"],
  ["audit", "verify"],
  ["replies", "export", "kept.jsonl"],
];

describe.each(readers)("%s %s of a store that is not there", (...args) => {
  const words = args.filter((word) => word !== undefined);

  it("is refused, and none is made", async () => {
    const project = await createProject();
    const mistyped = await project.touchstone([...words, "--store", "kept/runs.sqlite"]);
    expect(mistyped).toEqual({
      code: 2,
      out: "",
      err: "kept/runs.sqlite: there is no such store; run, score and replies import make one\n",
    });
    const usual = await project.touchstone(words);
    expect([usual.code, usual.err]).toEqual([
      2,
      expect.stringContaining(".touchstone/store.sqlite: there is no such store"),
    ]);
    expect([existsSync(project.file("kept")), existsSync(project.file(".touchstone"))]).toEqual([
      false,
      false,
    ]);
  });
});

describe("the store that was meant", () => {
  it.each([
    { mistyped: "kept/run.sqlite", meant: "kept/runs.sqlite" },
    { mistyped: ".touchstone/stroe.sqlite", meant: ".touchstone/store.sqlite" },
    { mistyped: "touchstone/other.sqlite", meant: ".touchstone/store.sqlite" },
  ])("where $mistyped was written is $meant", async ({ mistyped, meant }) => {
    const project = await createProject();
    await project.touchstone(["run", evalPath]);
    await project.touchstone(["run", evalPath, "--store", "kept/runs.sqlite"]);
    expect(await project.touchstone(["report", "--store", mistyped])).toEqual({
      code: 2,
      out: "",
      err: `${mistyped}: there is no such store (did you mean ${meant}?)\n`,
    });
    const { code, out } = await project.touchstone(["doctor", "--store", mistyped]);
    expect([code, out]).toEqual([2, expect.stringContaining(`(did you mean ${project.file(meant)}?)`)]);
  });
});

describe("a place where no store can be", () => {
  it.skipIf(!existsSync("/proc"))(
    "is refused in /proc, where no folder can be made (skipped without)",
    async () => {
      const project = await createProject();
      const { code, err } = await project.touchstone(["run", evalPath, "--store", "/proc/none/store.sqlite"]);
      expect([code, err]).toEqual([
        3,
        expect.stringContaining("/proc/none/store.sqlite: the folder of the store cannot be made"),
      ]);
    },
  );

  it.each([
    { place: "/dev/null", what: "a pipe or a device" },
    { place: "rubrics", what: "a folder" },
  ])("is refused where $what is", async ({ place, what }) => {
    const project = await createProject();
    const err = `${place}: is ${what}, expected the file of a store\n`;
    for (const command of [["run", evalPath], ["report"]])
      expect(await project.touchstone([...command, "--store", place])).toEqual({ code: 2, out: "", err });
    expect(await project.touchstone(["doctor", "--store", place])).toMatchObject({ code: 2 });
  });
});
