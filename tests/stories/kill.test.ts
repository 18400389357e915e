import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { startModelServer, type ServedRequest } from "../support/model-server.ts";
import { createProject, evalPath, goodReply, type Project } from "../support/project.ts";

const program = fileURLToPath(new URL("killed-run.ts", import.meta.url));
const [samples, dimensions, slots] = [300, ["cost", "risk"], 20] as const;
const wanted = samples * dimensions.length;

/** After how many requests: random moments in `npm run test:deep`, the middle otherwise. */
const moments = process.env["TOUCHSTONE_DEEP"]
  ? fc.sample(fc.integer({ min: 1, max: wanted - 1 }), 20)
  : [wanted / 2];

function start({ path }: Project) {
  const child = spawn(process.execPath, [program, "run", evalPath, "-o", "result.json"], { cwd: path });
  let said = "";
  child.stderr.on("data", (words) => (said += String(words)));
  const ended = once(child, "exit").then(() => ({ code: child.exitCode, said }));
  return { kill: () => child.kill("SIGKILL"), ended };
}

/** What a request asks, and for what: what is paid for twice has both in common. */
function paidFor({ rawBody, headers }: ServedRequest): string {
  return `${String(headers["x-asked-for"])} ${rawBody}`;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(2);
}

it(
  "a run of 300 answers that is killed goes on, pays again at most what was in flight, and ends the same",
  { timeout: 20_000 + 20_000 * moments.length },
  async () => {
    await using server = await startModelServer({ answer: goodReply, latencyMs: 50 });
    const graders = `  a: {model: "compatible:local", base_url: "${server.url}/v1", mode: per-dimension}`;
    const more = `limits: {max_concurrency: ${slots}}`;
    const whole = await createProject({ samples, dimensions, graders, more });
    expect(await start(whole).ended).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(wanted);

    for (const moment of moments) {
      const before = server.requests.length;
      const killed = await whole.checkout();
      const first = start(killed);
      await until(() => server.requests.length >= before + moment);
      first.kill();
      expect(await first.ended).toMatchObject({ code: null });
      // What was in flight is still answered, and paid for, although nobody hears it.
      await sleep(100);
      const inFlight = server.requests.length - before - (await killed.storedReplies());
      expect(inFlight).toBeLessThanOrEqual(slots);

      expect(await start(killed).ended).toMatchObject({ code: 0 });
      const paid = server.requests.slice(before).map(paidFor);
      expect(new Set(paid).size).toBe(wanted);
      expect(paid.length - wanted).toBeLessThanOrEqual(inFlight);
      expect(await killed.read("result.json")).toBe(await whole.read("result.json"));
    }
  },
);
