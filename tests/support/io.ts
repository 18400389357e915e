import type { Io } from "../../src/cli/io.ts";

/** An `Io` that collects what is printed; its clock stands still, its chance is fixed and its network refuses. */
export type CollectedIo = Io & { readonly out: () => string; readonly err: () => string };

export function collectingIo(overrides: Partial<Io> = {}): CollectedIo {
  const out: string[] = [];
  const err: string[] = [];
  return {
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    env: {},
    cwd: "/",
    isTerminal: false,
    nodeVersion: "24.0.0",
    fetch: () => Promise.reject(new Error("this test has no network")),
    now: () => Date.UTC(2026, 0, 1),
    random: () => 0.5,
    sleep: async () => {},
    interrupted: new AbortController().signal,
    ...overrides,
    out: () => out.join(""),
    err: () => err.join(""),
  };
}
