import { describe, expect, it } from "vitest";
import { readRatings } from "../../src/store/ratings.ts";
import { folderWith, refusal } from "./folder.ts";

describe("readRatings", () => {
  it("keeps values and what was not observed, and takes an empty value as no rating", async () => {
    const table = "sample,kind,rater,dimension,value\na,x,j,cost,3.5\nb,x,j,cost,NA\nc,x,j,cost,\n";
    const folder = folderWith({ "r.csv": table });
    expect(await readRatings(`${folder}/r.csv`)).toEqual([
      { sample: "a", rater: "j", dimension: "cost", value: 3.5 },
      { sample: "b", rater: "j", dimension: "cost", value: null },
    ]);
  });

  it("refuses with the line of every problem", async () => {
    const folder = folderWith({ "r.csv": "sample,rater,dimension,value\na,j,cost,three\n,j,cost,3\n" });
    expect(await refusal(folder, readRatings(`${folder}/r.csv`))).toEqual([
      'r.csv:2 value "three" is not a number, expected one, or NA for not observed',
      "r.csv:3 the sample is empty",
    ]);
  });

  it("refuses a table without its columns", async () => {
    const folder = folderWith({ "r.csv": "sample,rater,dimension,score\n" });
    expect(await refusal(folder, readRatings(`${folder}/r.csv`))).toEqual([
      'r.csv:1 column "value" is missing',
    ]);
  });
});
