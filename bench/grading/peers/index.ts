import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openevals } from "./openevals.ts";
import type { Peer } from "./peer.ts";
import { promptfoo } from "./promptfoo.ts";

/** The peers beside which ours is measured. */
export const peers: Readonly<Record<string, Peer>> = { promptfoo, openevals };

const packages = Object.values(peers).flatMap((peer) => peer.packages);

/** How to have them measured. */
export const howToInstall = `npm install ${packages.join(" ")} elsewhere, and set TOUCHSTONE_BENCH_PEERS to that folder`;

/** The version of a peer in the reader's folder, or null. */
export async function installedVersion(name: string, installed: string): Promise<string | null> {
  try {
    const file = join(installed, "node_modules", name, "package.json");
    const { version }: { readonly version: string } = JSON.parse(await readFile(file, "utf8"));
    return version;
  } catch {
    return null;
  }
}
