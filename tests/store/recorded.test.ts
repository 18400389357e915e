import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { recordedSchema } from "../../src/domain/eval.ts";
import { readRecorded } from "../../src/store/recorded.ts";
import { sharedPath } from "../support/shared.ts";
import { folderWith, refusal } from "./folder.ts";

const lines = (...rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const source = (settings: object = {}) => recordedSchema.parse({ file: "r.jsonl", ...settings });

describe("readRecorded", () => {
  it("reads rows under our own names; repeat and attempt are the first where nothing is said", async () => {
    const row = { sample: "a", dimension: "cost", text: "4", input_tokens: 10, output_tokens: 2 };
    const folder = folderWith({ "r.jsonl": lines(row, { sample: 7, text: "5", repeat: 2, attempt: 3 }) });
    const usage = {
      inputTokens: 10,
      cachedTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 2,
      reasoningTokens: 0,
    };
    expect(await readRecorded(`${folder}/r.jsonl`, source())).toEqual([
      { sample: "a", dimension: "cost", repeat: 1, attempt: 1, text: "4", usage },
      { sample: "7", dimension: null, repeat: 2, attempt: 3, text: "5", usage: null },
    ]);
  });

  it("keeps the rows that the filter names, under the file's own field names, output tokens by subtraction", async () => {
    const row = { item: "a", mode: "rts", said: "4", prompt_tokens: 10, total_tokens: 15 };
    const packed = gzipSync(lines({ ...row, mode: "mcq" }, row));
    const folder = folderWith({ "r.jsonl.gz": packed });
    const fields = { sample: "item", text: "said", input_tokens: "prompt_tokens" };
    const [reply, ...rest] = await readRecorded(
      `${folder}/r.jsonl.gz`,
      source({ where: { mode: "rts" }, fields }),
    );
    expect(rest).toEqual([]);
    expect([reply?.text, reply?.usage?.inputTokens, reply?.usage?.outputTokens]).toEqual(["4", 10, 5]);
  });

  it("refuses with the line and the file's own name of every field", async () => {
    const folder = folderWith({
      "r.jsonl": `${lines({ item: "a", text: 4, total_tokens: 3, input_tokens: 5 }, { text: "4", repeat: 0 })}{"item": "b"`,
    });
    expect(
      await refusal(folder, readRecorded(`${folder}/r.jsonl`, source({ fields: { sample: "item" } }))),
    ).toEqual([
      "r.jsonl:1 total_tokens: 3 is less than the 5 of input_tokens",
      "r.jsonl:1 text: expected a string, got 4",
      "r.jsonl:2 item: missing, expected a sample's id",
      "r.jsonl:2 repeat: expected a whole number from 1, got 0",
      "r.jsonl:3:13 half a line of JSON, expected it to be closed",
    ]);
  });

  it("says that no row passes the filter", async () => {
    const folder = folderWith({ "r.jsonl": lines({ sample: "a", mode: "mcq", text: "4" }) });
    expect(
      await refusal(folder, readRecorded(`${folder}/r.jsonl`, source({ where: { mode: "rts" } }))),
    ).toEqual(['r.jsonl: no row has mode = "rts"']);
  });

  it("says that an archive is cut short", async () => {
    const packed = gzipSync(lines({ sample: "a", text: "4".repeat(1000) }));
    const folder = folderWith({ "r.jsonl.gz": packed.subarray(0, 30) });
    expect(await refusal(folder, readRecorded(`${folder}/r.jsonl.gz`, source()))).toEqual([
      "r.jsonl.gz:1 is not a whole .gz file (Z_BUF_ERROR)",
    ]);
  });

  const judge = sharedPath("data/summeval/judge_gpt-4-0314.jsonl.gz");
  it.skipIf(judge === null)("reads 4,800 real replies (skipped where ../shared is absent)", async () => {
    const fields = { sample: "item_id", text: "resp", input_tokens: "prompt_tokens" };
    const replies = await readRecorded(judge ?? "", source({ where: { mode: "rts" }, fields }));
    expect(replies).toHaveLength(4800);
    expect(new Set(replies.map(({ dimension }) => dimension)).size).toBe(4);
    expect(replies.every(({ usage }) => (usage?.outputTokens ?? 0) > 0)).toBe(true);
  });
});
