import { setTimeout as sleep } from "node:timers/promises";
import type { Io } from "./io.ts";

/** The real terminal, environment, clock and network. */
export function processIo(): Io {
  const interruption = new AbortController();
  process.stdout.on("error", endQuietly);
  process.stderr.on("error", endQuietly);
  process.once("SIGINT", () => interruption.abort());
  let send: Promise<typeof fetch> | undefined;
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    env: process.env,
    cwd: process.cwd(),
    isTerminal: process.stderr.isTTY,
    nodeVersion: process.versions.node,
    fetch: async (input, init) => (await (send ??= loadFetch()))(input, init),
    now: Date.now,
    random: Math.random,
    // Whoever interrupts does not wait out a retry.
    sleep: (ms) => sleep(ms, undefined, { signal: interruption.signal }).catch(() => {}),
    interrupted: interruption.signal,
  };
}

async function loadFetch(): Promise<typeof fetch> {
  return (await import("../models/transport.ts")).createFetch(process.env);
}

/** A reader that has seen enough (`| head`) is no failure: the command goes on and its exit code stays its own. */
function endQuietly(error: Error): void {
  if (!("code" in error && error.code === "EPIPE")) throw error;
}
