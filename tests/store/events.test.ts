import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import type { EventDraft } from "../../src/store/event-chain.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { appendEvent, eventFiles, verifyEvents } from "../../src/store/events.ts";
import { temporaryFolder } from "../support/temporary.ts";

async function newStore(): Promise<Store> {
  const folder = await temporaryFolder();
  const store = await openStore(join(folder.path, "store.sqlite"));
  onTestFinished(async () => {
    await store.close();
    await folder[Symbol.asyncDispose]();
  });
  return store;
}

function draft(number: number): EventDraft {
  return {
    at: `2026-01-0${number}T00:00:00.000Z`,
    actor: "ann",
    type: "export",
    subject: "Priya Raghunathan",
    about: { document: `document ${number}` },
  };
}

async function storeWith(
  count: number,
): Promise<{ readonly store: Store; readonly lines: readonly string[] }> {
  const store = await newStore();
  for (let number = 1; number <= count; number++) await appendEvent(store, draft(number));
  return { store, lines: (await readFile(eventFiles(store).log, "utf8")).trimEnd().split("\n") };
}

async function brokenAfter(change: (lines: readonly string[]) => readonly string[]): Promise<unknown> {
  const { store, lines } = await storeWith(4);
  await writeFile(
    eventFiles(store).log,
    change(lines)
      .map((line) => `${line}\n`)
      .join(""),
  );
  return (await verifyEvents(store)).broken;
}

describe("the event log", () => {
  it("holds keyed hashes and never what it is about", async () => {
    const { store, lines } = await storeWith(1);
    expect(lines.join("")).not.toMatch(/Priya|document 1/);
    expect(JSON.parse(lines.join(""))).toMatchObject({ seq: 1, type: "export", actor: "ann", prev: null });
    expect((await stat(eventFiles(store).key)).mode & 0o777).toBe(0o600);
  });

  it("is whole as it was written, and empty before", async () => {
    expect(await verifyEvents(await newStore())).toMatchObject({ events: 0, head: null, broken: [] });
    const { store } = await storeWith(4);
    expect(await verifyEvents(store)).toMatchObject({ events: 4, head: { seq: 4 }, broken: [] });
  });

  it("names the line that was changed", async () => {
    const broken = await brokenAfter((lines) =>
      lines.map((line, at) => (at === 1 ? line.replace("ann", "bob") : line)),
    );
    expect(broken).toEqual([{ line: 2, message: "was changed after it was written" }]);
  });

  it("names the line before which others were taken out", async () => {
    expect(await brokenAfter((lines) => lines.toSpliced(1, 1))).toEqual([
      { line: 2, message: "has number 3, so 1 before it are missing" },
    ]);
  });

  it("names the line after the last where the end was cut off", async () => {
    expect(await brokenAfter((lines) => lines.slice(0, 2))).toEqual([
      { line: 3, message: "2 missing: the log was cut short" },
    ]);
    expect(await brokenAfter(() => [])).toEqual([{ line: 1, message: "4 missing: the log was cut short" }]);
  });

  it("names lines that were put in, swapped or are no events", async () => {
    expect(await brokenAfter((lines) => [...lines, "{}"])).toEqual([
      { line: 5, message: "is no event of ours" },
    ]);
    expect(await brokenAfter(([first = "", ...rest]) => [first, first, ...rest])).toEqual([
      { line: 2, message: "has number 1, which was there before" },
    ]);
  });

  it("goes on after a cut, which later lines do not hide", async () => {
    const { store, lines } = await storeWith(3);
    await writeFile(eventFiles(store).log, `${lines[0]}\n`);
    await appendEvent(store, draft(4));
    expect((await verifyEvents(store)).broken).toEqual([
      { line: 2, message: "has number 4, so 2 before it are missing" },
    ]);
  });

  it("takes back half a line, and takes over a line whose writer was killed before the store knew", async () => {
    const { store, lines } = await storeWith(3);
    const head: { seq: number; mac: string } = JSON.parse(lines[1] ?? "");
    await store.database.updateTable("event_heads").set({ seq: 2, mac: head.mac }).execute();
    await writeFile(eventFiles(store).log, `${lines.join("\n")}\n{"seq":4,"at"`);
    await appendEvent(store, draft(4));
    expect(await verifyEvents(store)).toMatchObject({ events: 4, broken: [] });
  });

  it("is kept in order by processes that write at once", { timeout: 60_000 }, async () => {
    const store = await newStore();
    const script = fileURLToPath(new URL("append-events.ts", import.meta.url));
    const writers = ["a", "b", "c"].map((name) =>
      spawn(process.execPath, [script, store.path, name], { stdio: "inherit" }),
    );
    await Promise.all(writers.map((writer) => once(writer, "exit")));
    expect(await verifyEvents(store)).toMatchObject({ events: 60, broken: [] });
  });

  it("is refused without its key", async () => {
    const { store } = await storeWith(1);
    await writeFile(eventFiles(store).key, "");
    await expect(verifyEvents(store)).rejects.toThrow("the key of the event log is missing or damaged");
  });
});
