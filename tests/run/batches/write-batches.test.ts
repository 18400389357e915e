import { expect, it } from "vitest";
import { defaultRunOptions } from "../../../src/run/options.ts";
import { planRun } from "../../../src/run/plan.ts";
import { repliesOf } from "../../../src/run/replies.ts";
import { createBatchWriter } from "../../../src/run/batches/write-batches.ts";
import type { Batches } from "../../../src/store/batches.ts";
import { openStore } from "../../../src/store/database.ts";
import { requestFor } from "../../models/requests.ts";
import { collectingIo } from "../../support/io.ts";
import { createProject, evalPath } from "../../support/project.ts";

async function writerWith(limits: { readonly requests: number; readonly bytes: number }) {
  const project = await createProject({ samples: 12, graders: '  a: {model: "openai:gpt-5.6-mini"}' });
  const io = collectingIo({ random: Math.random });
  const plan = await planRun(project.file(evalPath), defaultRunOptions, io);
  const store = await openStore(project.file(".touchstone/store.sqlite"));
  const { replies } = await repliesOf(plan, store);
  const { batches, ledger } = replies;
  const carrier = {
    batches,
    ledger,
    run: "run",
    environment: io,
    graceMs: 0,
    waits: false,
    onEvent: () => {},
  };
  const planned = plan.graders[0]?.models[0];
  if (planned === undefined || planned.batchApi === null)
    throw new Error("the project has a model with batches");
  const to = { planned, api: { ...planned.batchApi, limits } };
  return { newWriter: () => createBatchWriter(plan, carrier, 2), to, batches, store };
}

async function linesOf(batches: Batches, id: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of batches.lines(id)) lines.push(line);
  return lines;
}

it.each([
  { limits: { requests: 5, bytes: 1e9 }, expected: [5, 5, 2], rule: "requests" },
  // A line of these is of some 2,000 bytes.
  { limits: { requests: 1000, bytes: 10_000 }, expected: [4, 4, 4], rule: "bytes" },
])("begins another batch where one is full by $rule", async ({ limits, expected }) => {
  const { newWriter, to, batches, store } = await writerWith(limits);
  const writer = newWriter();
  for (let number = 1; number <= 12; number += 1) {
    await writer.add(requestFor({ tag: { repeat: number } }), to);
  }
  const { drafts } = await writer.end();
  const lines = await Promise.all(drafts.map(({ id }) => linesOf(batches, id)));
  expect(lines.map(({ length }) => length)).toEqual(expected);
  await store.close();
});

it("puts a request that is asked for twice in once, and only counts what an open batch will bring", async () => {
  const { newWriter, to, batches, store } = await writerWith({ requests: 100, bytes: 1e9 });
  const first = newWriter();
  for (let time = 1; time <= 2; time += 1) await first.add(requestFor(), to);
  const { drafts } = await first.end();
  const [id = ""] = drafts.map((draft) => draft.id);
  expect(drafts).toHaveLength(1);
  expect(await linesOf(batches, id)).toHaveLength(1);
  expect(await batches.leave(id, 0)).toBe(true);
  expect(await batches.leave(id, 0)).toBe(false);

  const second = newWriter();
  await second.add(requestFor(), to);
  expect(await second.end()).toEqual({ drafts: [], awaited: 1 });
  await store.close();
});
