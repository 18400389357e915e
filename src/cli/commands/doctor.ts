import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { HarnessError } from "../../errors.ts";
import { providers } from "../../models/index.ts";
import { openStore, requireWhole, storePathFor } from "../../store/database.ts";
import { requireStore } from "../../store/require-store.ts";
import { version } from "../../version.ts";
import type { ConfigureCommand } from "../command.ts";
import type { Io } from "../io.ts";

type Flags = { readonly store?: string };

export const configureDoctor: ConfigureCommand = (command, io, setExit) => {
  command.option("--store <path>", "the store's file").action(async (flags: Flags) => {
    const store = await storeState(flags.store, io);
    const lines = [
      `touchstone ${version} on Node ${io.nodeVersion}`,
      store.line,
      ...keyLines(io),
      await priceLine(),
    ];
    io.stdout(lines.map((line) => `${line}\n`).join(""));
    setExit(store.isUsable ? 0 : 2);
  });
};

type StoreState = { readonly line: string; readonly isUsable: boolean };

/** The project's own store may be still to come; one that is named is there or its name is wrong. */
async function storeState(named: string | undefined, { cwd }: Io): Promise<StoreState> {
  const usual = storePathFor(cwd);
  const path = named === undefined ? usual : resolve(cwd, named);
  if (named === undefined && !existsSync(path))
    return { line: `store: ${path} (made by the first run)`, isUsable: true };
  try {
    await requireStore(path, usual);
    const store = await openStore(path);
    try {
      await requireWhole(store);
    } finally {
      await store.close();
    }
    return { line: `store: ${path}, readable`, isUsable: true };
  } catch (error) {
    if (error instanceof HarnessError) return { line: `store: ${error.message}`, isUsable: false };
    throw error;
  }
}

/** Whether a key is there, never the key. */
function keyLines({ env }: Io): string[] {
  return Object.entries(providers).flatMap(([name, { api }]) => {
    if (api === null || api.keyVariable === null) return [];
    const isSet = (env[api.keyVariable] ?? "") !== "";
    return [`${name}: ${api.keyVariable} is ${isSet ? "set" : "not set"}`];
  });
}

async function priceLine(): Promise<string> {
  const { builtInPriceSource } = await import("../../models/prices.ts");
  return `prices: ${builtInPriceSource}, and the price file that an eval names`;
}
