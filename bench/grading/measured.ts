import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a process took: wall and CPU seconds, peak resident megabytes. */
export type Measured = { readonly wallS: number; readonly cpuS: number; readonly peakMb: number };

/** Tells what the process used as it ends. */
const watch = `data:text/javascript,${encodeURIComponent(
  'process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write("\\nused "+JSON.stringify([u.userCPUTime+u.systemCPUTime,u.maxRSS])+"\\n")})',
)}`;

/** Runs a script in a process of its own. */
export async function measured(script: string, args: readonly string[], cwd: string): Promise<Measured> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", watch, script, ...args], { cwd });
  let said = "";
  child.stdout.resume();
  child.stderr.on("data", (words) => (said += String(words)));
  await once(child, "close");
  const wallS = (performance.now() - started) / 1000;
  const used = /used (\[.*\])/.exec(said)?.[1];
  if (child.exitCode !== 0 || used === undefined) throw new Error(said.slice(-2000));
  const [cpuMicroseconds = 0, kilobytes = 0]: number[] = JSON.parse(used);
  return { wallS, cpuS: cpuMicroseconds / 1e6, peakMb: kilobytes / 1000 };
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
