import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A file of the shared fixtures and data that stand beside the repository, or null where a checkout has none. */
export function sharedPath(path: string): string | null {
  const full = fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));
  return existsSync(full) ? full : null;
}
