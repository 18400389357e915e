import { describe, expect, it } from "vitest";
import { getRun, latestRun, listRuns, putRun, runId } from "../../src/store/runs.ts";
import { refusal } from "./folder.ts";
import { documentOf } from "./documents.ts";
import { freshStore } from "./stores.ts";

const at = (day: number): string => `2026-05-0${day}T10:00:00.000Z`;

describe("runs", () => {
  it("are named after eval and content, so that the same result has the same name", () => {
    expect(runId(documentOf())).toMatch(/^gold-[0-9a-f]{8}$/);
    expect(runId(documentOf())).toBe(runId(documentOf()));
    expect(runId(documentOf({ verdict: "fail" }))).not.toBe(runId(documentOf()));
  });

  it("give back document and record, the document byte for byte", async () => {
    const store = await freshStore();
    const id = await putRun(store, { document: documentOf(), meta: { seconds: 3 }, finishedAt: at(1) });
    const run = await getRun(store, id);
    expect(run).toEqual({ id, document: documentOf(), meta: { seconds: 3 }, finishedAt: at(1) });
    expect(JSON.stringify(run?.document)).toBe(JSON.stringify(documentOf()));
    expect(await getRun(store, "gold-00000000")).toBeNull();
  });

  it("are found by the time they finished, of one eval or of all", async () => {
    const store = await freshStore();
    expect(await latestRun(store)).toBeNull();
    const other = documentOf({ eval: "other" });
    await putRun(store, { document: documentOf(), meta: {}, finishedAt: at(1) });
    await putRun(store, { document: other, meta: {}, finishedAt: at(3) });
    await putRun(store, { document: documentOf({ verdict: "fail" }), meta: {}, finishedAt: at(2) });
    expect((await latestRun(store))?.id).toBe(runId(other));
    expect((await latestRun(store, "gold"))?.document.verdict).toBe("fail");
    expect((await listRuns(store)).map(({ eval: name, finishedAt }) => [name, finishedAt])).toEqual([
      ["other", at(3)],
      ["gold", at(2)],
      ["gold", at(1)],
    ]);
  });

  it("with the same document are one run, finished again", async () => {
    const store = await freshStore();
    await putRun(store, { document: documentOf(), meta: { run: 1 }, finishedAt: at(1) });
    const id = await putRun(store, { document: documentOf(), meta: { run: 2 }, finishedAt: at(2) });
    expect(await listRuns(store)).toEqual([{ id, eval: "gold", finishedAt: at(2) }]);
    expect((await getRun(store, id))?.meta).toEqual({ run: 2 });
  });

  it("of another version of the program are refused", async () => {
    const store = await freshStore();
    const id = await putRun(store, { document: documentOf(), meta: {}, finishedAt: at(1) });
    await store.database.updateTable("runs").set({ document: "{}" }).execute();
    expect(
      await refusal(store.path.replace("/store.sqlite", ""), getRun(store, id), "store-version"),
    ).toEqual([`store.sqlite: run ${id} was written by another version of this program; run its eval again`]);
  });
});
