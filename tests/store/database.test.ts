import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { openStore, storePathFor } from "../../src/store/database.ts";
import { storedReplies } from "../../src/store/replies.ts";
import { migrations } from "../../src/store/tables.ts";
import { folderWith, refusal } from "./folder.ts";
import { freshStore, replyNamed } from "./stores.ts";

describe("storePathFor", () => {
  it.each(["package.json", ".git", "evals"])("is beside the nearest %s above", (mark) => {
    const folder = folderWith({});
    mkdirSync(`${folder}/project/deep/deeper`, { recursive: true });
    mkdirSync(`${folder}/project/${mark}`);
    expect(storePathFor(`${folder}/project/deep/deeper`)).toBe(`${folder}/project/.touchstone/store.sqlite`);
  });

  it("is in the folder itself where nothing above is a project", () => {
    expect(storePathFor("/proc/self")).toBe("/proc/self/.touchstone/store.sqlite");
  });
});

describe("openStore", () => {
  it("makes a store in write-ahead mode, and finds what is in it the next time", async () => {
    const path = `${folderWith({})}/deep/store.sqlite`;
    const first = await openStore(path);
    const mode = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(first.database);
    expect(mode.rows[0]?.journal_mode).toBe("wal");
    await storedReplies(first).put(replyNamed("a"));
    await first.close();
    const second = await openStore(path);
    expect(await storedReplies(second).get(replyNamed("a").key)).toEqual(replyNamed("a"));
    await second.close();
  });

  it("leaves one file behind when it is closed, used or not", async () => {
    const folder = folderWith({});
    for (const name of ["a", "b"]) {
      const store = await openStore(`${folder}/store.sqlite`);
      if (name === "b") await storedReplies(store).put(replyNamed(name));
      await store.close();
      expect(readdirSync(folder)).toEqual(["store.sqlite"]);
    }
  });

  it("refuses a store that a newer version wrote, and leaves it as it is", async () => {
    const folder = folderWith({});
    const path = `${folder}/store.sqlite`;
    const newer = new DatabaseSync(path);
    newer.exec("create table future (x); pragma user_version = 99");
    newer.close();
    expect(await refusal(folder, openStore(path), "store-version")).toEqual([
      `store.sqlite: the store is of version 99, this program knows versions up to ${migrations.length}; update the program, or choose another store with --store`,
    ]);
    const after = new DatabaseSync(path);
    expect(after.prepare("select name from sqlite_master").all()).toEqual([{ name: "future" }]);
    after.close();
  });

  it("refuses a file that is no store", async () => {
    const folder = folderWith({ "store.sqlite": "no database, only words ".repeat(100) });
    expect(await refusal(folder, openStore(`${folder}/store.sqlite`))).toEqual([
      "store.sqlite: is damaged or not a store; move it away, and bring replies back with replies import",
    ]);
  });

  it("refuses a folder in its place, and says that its own folder cannot be made", async () => {
    const folder = folderWith({ "file.txt": "" });
    expect(await refusal(folder, openStore(folder))).toEqual([
      "FOLDER: is a folder, expected the file of a store",
    ]);
    expect(await refusal(folder, openStore(`${folder}/file.txt/store.sqlite`), "disk")).toEqual([
      "file.txt/store.sqlite: the folder of the store cannot be made",
    ]);
  });
});

describe("a full disk", () => {
  it.each([
    { name: "one by one", together: 1 },
    { name: "several together", together: 7 },
  ])("stops with one sentence and keeps every reply that was put before, $name", async ({ together }) => {
    const store = await freshStore();
    const replies = storedReplies(store);
    await sql`pragma max_page_count = 60`.execute(store.database);
    let kept = 0;
    const fill = async (): Promise<void> => {
      for (;;) {
        const next = Array.from({ length: together }, (_, index) => `r${kept + index}`);
        await Promise.all(next.map((name) => replies.put(replyNamed(name, { text: "x".repeat(2000) }))));
        kept += together;
      }
    };
    expect(await refusal(store.path.replace("/store.sqlite", ""), fill(), "disk")).toEqual([
      "store.sqlite: the disk is full or failing; free some space and run the same command again, what was bought is kept",
    ]);
    expect(kept).toBeGreaterThan(5);
    const again = await openStore(store.path);
    for (let index = 0; index < kept; index++) {
      expect(await storedReplies(again).get(replyNamed(`r${index}`).key)).not.toBeNull();
    }
    await again.close();
  });

  it("is what is told of a transaction that SQLite itself took back", async () => {
    const { database } = await freshStore();
    const broken = database.transaction().execute(async (transaction) => {
      await sql`rollback`.execute(transaction);
      throw new Error("the disk is full");
    });
    await expect(broken).rejects.toThrow("the disk is full");
    await database.transaction().execute((transaction) => sql`select 1`.execute(transaction));
  });
});

describe("many processes", () => {
  it("open one new store at once and lose nothing that was put", { timeout: 60_000 }, async () => {
    const path = `${folderWith({})}/store.sqlite`;
    const script = fileURLToPath(new URL("put-replies.ts", import.meta.url));
    const writers = ["a", "b", "c", "d"].map((name) =>
      spawn(process.execPath, [script, path, name], { stdio: "inherit" }),
    );
    const codes = await Promise.all(writers.map((writer) => once(writer, "exit")));
    expect(codes.map(([code]) => code)).toEqual([0, 0, 0, 0]);
    const store = await openStore(path);
    const count = await sql<{ n: number }>`select count(*) as n from replies`.execute(store.database);
    expect(count.rows[0]?.n).toBe(400);
    await store.close();
  });

  it("keep what was put before one of them was killed", { timeout: 60_000 }, async () => {
    const path = `${folderWith({})}/store.sqlite`;
    const script = fileURLToPath(new URL("put-replies.ts", import.meta.url));
    const writer = spawn(process.execPath, [script, path, "a", "forever"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    writer.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.split("\n").length > 20) writer.kill("SIGKILL");
    });
    await once(writer, "close");
    const acknowledged = said.split("\n").slice(0, -1);
    const store = await openStore(path);
    for (const name of acknowledged) {
      expect(await storedReplies(store).get(replyNamed(name).key)).not.toBeNull();
    }
    await store.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
  });
});
