import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { HarnessError } from "../../errors.ts";
import { providers } from "../../models/index.ts";
import { openStore, requireWhole, storePathFor } from "../../store/database.ts";
import { version } from "../../version.ts";
import type { ConfigureCommand } from "../command.ts";
import type { Io } from "../io.ts";

type Flags = { readonly store?: string };

export const configureDoctor: ConfigureCommand = (command, io, setExit) => {
  command.option("--store <path>", "the store's file").action(async (flags: Flags) => {
    const path = flags.store === undefined ? storePathFor(io.cwd) : resolve(io.cwd, flags.store);
    const store = await storeState(path);
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

async function storeState(path: string): Promise<{ line: string; isUsable: boolean }> {
  if (!existsSync(path)) return { line: `store: ${path} (made by the first run)`, isUsable: true };
  try {
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
