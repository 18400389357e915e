import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

/** What a process took: wall and CPU seconds, peak resident megabytes. Processes that it starts are left out. */
export type Measured = { readonly wallS: number; readonly cpuS: number; readonly peakMb: number };

/** How a process ended, what it printed last, and what it took: unknown of one that was killed. */
export type Ended = {
  readonly exit: number | NodeJS.Signals | null;
  readonly said: string;
  readonly took: Measured | undefined;
};

/** Tells what the process used as it ends. */
const watch = `data:text/javascript,${encodeURIComponent(
  'process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write("\\nused "+JSON.stringify([u.userCPUTime+u.systemCPUTime,u.maxRSS])+"\\n")})',
)}`;

/** Runs a script in a process of its own; `timeout` is in milliseconds. */
export async function ended(
  script: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv; readonly timeout?: number },
): Promise<Ended> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", watch, script, ...args], {
    ...options,
    killSignal: "SIGKILL",
  });
  let said = "";
  const hear = (words: unknown): void => void (said = `${said}${String(words)}`.slice(-4000));
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  await once(child, "close");
  const wallS = (performance.now() - started) / 1000;
  const [line = "", used] = /\nused (\[.*\])\n/.exec(said) ?? [];
  const [cpuMicroseconds = 0, kilobytes = 0]: number[] = JSON.parse(used ?? "[]");
  return {
    exit: child.exitCode ?? child.signalCode,
    said: stripVTControlCharacters(said.replace(line, "")).trim(),
    took: used === undefined ? undefined : { wallS, cpuS: cpuMicroseconds / 1e6, peakMb: kilobytes / 1000 },
  };
}

/** What a script took that has to end well. */
export async function measured(script: string, args: readonly string[], cwd: string): Promise<Measured> {
  const { exit, said, took } = await ended(script, args, { cwd });
  if (exit !== 0 || took === undefined) throw new Error(said.slice(-2000));
  return took;
}

/** The model server in a process of its own. */
export async function startServer(
  latencyMs: number,
): Promise<{ readonly url: string; readonly [Symbol.dispose]: () => void }> {
  const script = fileURLToPath(new URL("server.ts", import.meta.url));
  const child = spawn(process.execPath, [script, String(latencyMs)]);
  const [port] = await once(child.stdout, "data");
  return {
    url: `http://127.0.0.1:${String(port).trim()}/v1`,
    [Symbol.dispose]: () => void child.kill(),
  };
}
