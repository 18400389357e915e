import { expect, it } from "vitest";
import { faults, startModelServer } from "../support/model-server.ts";
import { goodReply } from "../support/project.ts";
import { createRecordings, evalPath, manifestOf, type Recorded } from "../support/recordings.ts";

/** One more than are read together, each of another candidate. */
const recordings = Array.from({ length: 101 }, (_, index): Recorded => {
  const id = `s${String(index + 1).padStart(3, "0")}`;
  return { id, format: "speaker-lines", name: `cand-${index + 1}` };
});

async function scene() {
  const switchboard = { isRefused: true };
  const server = await startModelServer({
    answer: goodReply,
    fault: () => (switchboard.isRefused ? faults.wrongKey() : null),
  });
  const project = await createRecordings({
    graders: `  judge: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1"}`,
    more: "limits: {max_concurrency: 1}",
    recordings,
  });
  const score = (...args: string[]) =>
    project.touchstone(["score", evalPath, "recordings/manifest.csv", "-o", "result.json", ...args]);
  return { server, project, score, switchboard, [Symbol.asyncDispose]: server.close };
}

it("a key that was refused is not tried again for every hundred recordings", async () => {
  await using at = await scene();
  const { code, out, err } = await at.score();
  expect(code).toBe(3);
  expect(at.server.requests).toHaveLength(1);
  expect(out).toContain("0 scorecards, 0 for people alone, 101 without either");
  expect(err.match(/check the key in OPENAI_API_KEY and run the same command again/g)).toHaveLength(1);
  const documents: readonly { readonly problem: string }[] = JSON.parse(
    await at.project.read("result.json"),
  ).recordings;
  expect(new Set(documents.map(({ problem }) => problem)).size).toBe(1);

  at.switchboard.isRefused = false;
  expect((await at.score()).out).toContain("101 scorecards, 0 for people alone, 0 without either");
});

it("what was bought before is scored all the same", async () => {
  await using at = await scene();
  const all = await at.project.read("recordings/manifest.csv");
  await at.project.write("recordings/manifest.csv", manifestOf(recordings.slice(-1)));
  at.switchboard.isRefused = false;
  expect(await at.score()).toMatchObject({ code: 0 });

  at.switchboard.isRefused = true;
  await at.project.write("recordings/manifest.csv", all);
  const { code, out } = await at.score();
  expect(code).toBe(3);
  expect(out).toContain("1 scorecard, 0 for people alone, 100 without either");
  expect(at.server.requests).toHaveLength(2);
});
