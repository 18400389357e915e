import type { Io } from "./io.ts";

/** An epoch that no earlier command used, so that all is bought anew. */
export function newEpoch(io: Pick<Io, "now" | "random">): string {
  const chance = Math.floor(io.random() * 36 ** 4)
    .toString(36)
    .padStart(4, "0");
  return `${new Date(io.now()).toISOString().slice(0, 19)}-${chance}`;
}
