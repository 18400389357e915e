import { describe, expect, it } from "vitest";
import { readCsv } from "../../src/store/csv.ts";
import type { Problem } from "../../src/store/problem.ts";
import { folderWith } from "./folder.ts";

const columns = { required: ["id", "says"], optional: [], others: "refuse" } as const;

/** The rows of a table and what is wrong with it, by line. */
async function read(text: string) {
  const file = `${folderWith({ "t.csv": text })}/t.csv`;
  const problems: Problem[] = [];
  const rows: string[] = [];
  for await (const { line, cells } of readCsv(file, columns, problems)) {
    rows.push(`${line} ${cells["id"]} ${cells["says"]}`);
  }
  return {
    rows,
    problems: problems.map(({ line, message }) => `${line} ${message}`),
  };
}

describe("readCsv", () => {
  it("tells the line on which each row starts, over blank lines and cells of several lines", async () => {
    expect(await read('id,says\na,one\n\nb,"two\nand three"\nc, four \n')).toEqual({
      rows: ["2 a one", "4 b two\nand three", "6 c four"],
      problems: [],
    });
  });

  it("reads on over the pieces in which a long file comes", async () => {
    const count = 20_000;
    const lines = Array.from({ length: count }, (_, index) => `r${index},"what ${index} says, in full"`);
    const { rows, problems } = await read(`id,says\n${lines.join("\n")}`);
    expect(problems).toEqual([]);
    expect(rows).toHaveLength(count);
    expect(rows.at(-1)).toBe(`${count + 1} r${count - 1} what ${count - 1} says, in full`);
  });

  it("reports the rows before a quote that is never closed, and where that starts", async () => {
    expect(await read('id,says\na,one,more\nb,two\nc,"three\nand on\n')).toEqual({
      rows: ["3 b two"],
      problems: [
        "2 3 cells, expected 2 as in the header",
        "4 a quoted cell that starts here is never closed",
      ],
    });
  });

  it("reports the rows before a quote that stands within a cell", async () => {
    expect(await read('id,says\na,one\nb,t"wo\nc,three\n')).toEqual({
      rows: ["2 a one"],
      problems: ['3 a quote within an unquoted cell, expected "..." with inner quotes doubled'],
    });
  });

  it("says that an empty file has no columns", async () => {
    expect((await read("")).problems).toEqual(["1 the file is empty, expected the columns id, says"]);
  });
});
