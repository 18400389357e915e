import { describe, expect, it } from "vitest";
import { createProject } from "../support/project.ts";

describe("a dataset's list of names", () => {
  it.each([
    ["a kind that there is none of", "name,kind\nAnn Lee,people\n", /names\.csv:2 kind: .*person/],
    ["an empty name", "name,kind\nAnn Lee,\n,person\n", /names\.csv:3 name: /],
    ["a column that nobody knows", "name,sort\nAnn Lee,person\n", /names\.csv:1 unknown column "sort"/],
    ["a file that is not there", null, /names\.csv: there is no such file/],
  ])("is refused with %s", async (_, text, message) => {
    const project = await createProject();
    await project.edit("datasets/d/README.md", "synthetic: true", "synthetic: true\nnames: names.csv");
    if (text !== null) await project.write("datasets/d/names.csv", text);
    const { code, out, err } = await project.touchstone(["validate", "datasets/d"]);
    expect(code).toBe(2);
    expect(out + err).toMatch(message);
  });

  it("is of people where it says nothing of kinds", async () => {
    const project = await createProject();
    await project.edit("datasets/d/README.md", "synthetic: true", "synthetic: true\nnames: names.csv");
    await project.write("datasets/d/names.csv", "name\nAnn Lee\n");
    const caseStudy = "datasets/d/case-studies/c.yaml";
    await project.edit(caseStudy, "title: Case", "title: Case\nopportunities: {cost: prompt}");
    expect(await project.touchstone(["validate", "datasets/d"])).toMatchObject({ code: 0 });
  });
});
