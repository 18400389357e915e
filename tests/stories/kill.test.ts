import * as fc from "fast-check";
import { expect, it } from "vitest";
import { openStore } from "../../src/store/database.ts";
import { startModelServer, type ServedRequest } from "../support/model-server.ts";
import { createProject, evalPath, goodReply, type Project } from "../support/project.ts";
import { runToEnd, startRun, until } from "../support/run-process.ts";

const [samples, dimensions, slots] = [300, ["cost", "risk"], 20] as const;
const wanted = samples * dimensions.length;

/** After how many requests: random moments in `npm run test:deep`, the middle otherwise. */
const moments = process.env["TOUCHSTONE_DEEP"]
  ? fc.sample(fc.integer({ min: 1, max: wanted - 1 }), 20)
  : [wanted / 2];

const run = ["run", evalPath, "-o", "result.json"] as const;

async function openReservations({ file }: Project): Promise<number> {
  const store = await openStore(file(".touchstone/store.sqlite"));
  const rows = await store.database.selectFrom("reservations").select("id").execute();
  await store.close();
  return rows.length;
}

/** What a request asks, and for what: what is paid for twice has both in common. */
function paidFor({ rawBody, headers }: ServedRequest): string {
  return `${String(headers["x-asked-for"])} ${rawBody}`;
}

it(
  "a run of 300 answers that is killed goes on, pays again at most what was in flight, and ends the same",
  { timeout: 20_000 + 20_000 * moments.length },
  async () => {
    await using server = await startModelServer({ answer: goodReply, latencyMs: 50 });
    const graders = `  a: {model: "compatible:local", base_url: "${server.url}/v1", mode: per-dimension}`;
    const more = `limits: {max_concurrency: ${slots}, max_cost_usd: 100}`;
    const whole = await createProject({ samples, dimensions, graders, more });
    await runToEnd(whole, run);
    expect(server.requests).toHaveLength(wanted);

    for (const moment of moments) {
      const before = server.requests.length;
      const killed = await whole.checkout();
      const first = startRun(killed, run);
      await until(() => server.requests.length >= before + moment);
      first.kill();
      expect(await first.ended).toMatchObject({ code: null });
      // What was in flight is still answered, and paid for, although nobody hears it.
      await server.deserted();
      const inFlight = server.requests.length - before - (await killed.storedReplies());
      expect(inFlight).toBeLessThanOrEqual(slots);
      // Nobody knows what those cost: they stay reserved until the run is complete.
      const open = await openReservations(killed);
      expect(open).toBeGreaterThanOrEqual(inFlight);
      expect(open).toBeLessThanOrEqual(slots);

      await runToEnd(killed, run);
      const paid = server.requests.slice(before).map(paidFor);
      expect(new Set(paid).size).toBe(wanted);
      expect(paid.length - wanted).toBeLessThanOrEqual(inFlight);
      expect(await openReservations(killed)).toBe(0);
      expect(await killed.read("result.json")).toBe(await whole.read("result.json"));
    }
  },
);
