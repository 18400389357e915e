import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { Kysely, sql, SqliteDialect, type SqliteDatabase } from "kysely";
import { HarnessError } from "../errors.ts";
import { invalidFile } from "./problem.ts";
import { prepareStore } from "./require-store.ts";
import { migrations, type Tables } from "./tables.ts";

/** An open store. */
export type Store = {
  readonly path: string;
  readonly database: Kysely<Tables>;
  readonly close: () => Promise<void>;
};

/** Where a folder's store is: in `.touchstone/` of the nearest folder above that is a project, else of the folder itself. */
export function storePathFor(folder: string): string {
  const isProject = (candidate: string): boolean =>
    ["package.json", ".git", "evals"].some((name) => existsSync(join(candidate, name)));
  let candidate = resolve(folder);
  while (!isProject(candidate) && dirname(candidate) !== candidate) candidate = dirname(candidate);
  return join(isProject(candidate) ? candidate : resolve(folder), ".touchstone", "store.sqlite");
}

/** Opens a store, or makes one. A store that a newer version wrote is refused and left as it is. */
export async function openStore(path: string): Promise<Store> {
  const { DatabaseSync } = await import("node:sqlite");
  await prepareStore(path);
  const sqlite = guarded(path, () => {
    const opened = new DatabaseSync(path, { timeout: 5000 });
    try {
      opened.exec("pragma journal_mode = wal; pragma synchronous = normal");
      migrate(path, opened);
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  });
  const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapt(path, sqlite) }) });
  const close = async (): Promise<void> => {
    await database.destroy();
    if (sqlite.isOpen) sqlite.close();
  };
  return { path, database, close };
}

/** Reads every page of a store, and refuses one that is damaged anywhere. */
export async function requireWhole({ path, database }: Store): Promise<void> {
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(database);
  if (rows[0]?.quick_check !== "ok") throw damaged(path);
}

/** Takes the steps that are missing, one process at a time. */
function migrate(path: string, database: DatabaseSync): void {
  if (versionOf(database) === migrations.length) return;
  database.exec("begin immediate");
  const version = versionOf(database);
  if (version > migrations.length) throw newerStore(path, version);
  for (const step of migrations.slice(version)) database.exec(step);
  database.exec(`pragma user_version = ${migrations.length}; commit`);
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("pragma user_version").get()?.["user_version"]);
}

function newerStore(path: string, version: number): HarnessError {
  return new HarnessError(
    "store-version",
    `${path}: the store is of version ${version}, this program knows versions up to ${migrations.length}; update the program, or choose another store with --store`,
  );
}

/** The characters of a statement over a few dozen rows. */
const longestKept = 5_000;

/** node:sqlite in the shape that Kysely's dialect asks for. */
function adapt(path: string, sqlite: DatabaseSync): SqliteDatabase {
  type Prepared = { readonly statement: StatementSync; readonly reader: boolean };
  const kept = new Map<string, Prepared>();
  /** Preparing takes longer than reading a row. Longer statements rarely come again. */
  const prepared = (sql: string): Prepared => {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    const statement = guarded(path, () => sqlite.prepare(sql));
    const fresh = { statement, reader: statement.columns().length > 0 };
    if (sql.length < longestKept) kept.set(sql, fresh);
    return fresh;
  };
  return {
    close: () => sqlite.close(),
    prepare: (sql) => {
      // A full disk ends a transaction, and Kysely, which does not know, would report that there is none to be taken back.
      const { statement, reader } = prepared(sql === "rollback" && !sqlite.isTransaction ? "select 1" : sql);
      const values = (parameters: readonly unknown[]): SQLInputValue[] => parameters.map(toSqlValue);
      return {
        reader,
        all: (parameters) => guarded(path, () => statement.all(...values(parameters))),
        run: (parameters) => guarded(path, () => statement.run(...values(parameters))),
        iterate: (parameters) => guarded(path, () => statement.iterate(...values(parameters))),
      };
    },
  };
}

function toSqlValue(value: unknown): SQLInputValue {
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
      return value;
  }
  if (value === null || value instanceof Uint8Array) return value;
  throw new TypeError(`SQLite stores no ${typeof value}`);
}

/** Says what a failure of SQLite means for the person at the keyboard. */
function guarded<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw storeError(path, error);
  }
}

/** By SQLite's primary result code, the low byte of the extended one. */
function storeError(path: string, error: unknown): unknown {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : null;
  const disk = (message: string): HarnessError =>
    new HarnessError("disk", `${path}: ${message}`, { cause: error });
  switch (code) {
    case 5:
      return disk("another process has held the store for 5 seconds; run the same command again");
    case 8:
      return disk("the store may not be written; mend its permissions or choose another with --store");
    case 10:
    case 13:
      return disk(
        "the disk is full or failing; free some space and run the same command again, what was bought is kept",
      );
    case 14:
      return disk("the store cannot be opened; mend its permissions or choose another with --store");
    case 11:
    case 26:
      return damaged(path);
    default:
      return error;
  }
}

function damaged(path: string): HarnessError {
  const message = "is damaged or not a store; move it away, and bring replies back with replies import";
  return invalidFile([{ file: path, line: null, column: null, message }]);
}
