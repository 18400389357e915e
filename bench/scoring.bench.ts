import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, test } from "vitest";
import { openStore } from "../src/store/database.ts";
import { startServer } from "./grading/measured.ts";
import { writeRecordings } from "./scoring/write-recordings.ts";

const program = fileURLToPath(new URL("../tests/stories/killed-run.ts", import.meta.url));
const count = Number(process.env["TOUCHSTONE_BENCH_RECORDINGS"] ?? 2_000);
const command = [
  "score",
  "evals/story.yaml",
  "recordings/manifest.csv",
  "-o",
  "result.csv",
  "-o",
  "result.queue.csv",
  "-o",
  "result.json",
];

const watch = `data:text/javascript,${encodeURIComponent(
  'process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write("\\nused "+JSON.stringify([(u.userCPUTime+u.systemCPUTime)/1e6,u.maxRSS/1000])+"\\n")})',
)}`;

function start(cwd: string, args: readonly string[]) {
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", watch, program, ...args], { cwd });
  let [out, err] = ["", ""];
  child.stdout.on("data", (words) => (out += String(words)));
  child.stderr.on("data", (words) => (err += String(words)));
  const ended = once(child, "close").then(() => {
    const [cpuS, peakMb]: number[] = JSON.parse(/used (\[.*\])/.exec(err)?.[1] ?? "[0,0]");
    return { code: child.exitCode, wallS: (performance.now() - started) / 1000, cpuS, peakMb, out, err };
  });
  return { kill: () => child.kill("SIGKILL"), ended };
}

async function replies(path: string): Promise<number> {
  const store = await openStore(join(path, ".touchstone/store.sqlite"));
  const rows = await store.database.selectFrom("replies").select("key").execute();
  await store.close();
  return rows.length;
}

async function megabytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0) / 1e6;
}

function say(
  what: string,
  { code, wallS, cpuS, peakMb, out }: Awaited<ReturnType<typeof start>["ended"]>,
): void {
  process.stdout.write(
    `${what}: exit ${code}, ${wallS.toFixed(0)} s (${(count / wallS).toFixed(1)} files/s), ${cpuS?.toFixed(0)} s of CPU, ${peakMb?.toFixed(0)} MB at most\n${out}\n`,
  );
}

describe(`${count} recordings of an hour in seven formats, one of them damaged`, () => {
  test("are scored; killed in the middle they go on", { timeout: 3_600_000 }, async () => {
    const path = await mkdtemp(join(tmpdir(), "touchstone-bench-"));
    try {
      using server = await startServer(50);
      await writeRecordings(path, count, server.url);
      process.stdout.write(`${(await megabytes(join(path, "recordings"))).toFixed(0)} MB of recordings\n`);
      const first = start(path, command);
      while ((await replies(path).catch(() => 0)) < count) await sleep(500);
      first.kill();
      await first.ended;
      process.stdout.write(`killed with ${await replies(path)} of ${2 * (count - 1)} replies kept\n`);
      say("went on", await start(path, command).ended);
      process.stdout.write(
        `${await replies(path)} replies kept, store ${(await megabytes(join(path, ".touchstone"))).toFixed(0)} MB\n`,
      );
      say(
        "dry run, with all replies at hand",
        await start(path, [...command.slice(0, 3), "--dry-run"]).ended,
      );
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  });
});
