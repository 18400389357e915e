import type { ModelRequest } from "../../models/model.ts";
import { nothingBought, sumOf, type Bought } from "../bought.ts";
import { purchase } from "../buy.ts";
import { droppedByAnother, interruptedBatch, stillOut } from "./errors.ts";
import { releaseBatch, reserveBatch } from "./money.ts";
import { advance, handOver, type BatchedModel, type Carrier } from "./carry-batch.ts";
import type { Environment } from "../environment.ts";
import type { OnEvent } from "../events.ts";
import type { PlannedGrader, PlannedModel } from "../graders/index.ts";
import type { Plan } from "../plan.ts";
import type { KeptReplies } from "../replies.ts";
import { withStore } from "../stored-model.ts";
import { createBatchWriter, type BatchWriter, type Draft, type Written } from "./write-batches.ts";

/** How long a submission whose answer was lost is given to appear in the provider's list. */
const longestGraceMs = 30_000;

/** How long `--wait` waits between two looks: longer every time nothing new has come. */
const firstPauseMs = 15_000;
const longestPauseMs = 600_000;
const pauseGrowth = 1.5;

/**
 * Buys what graders ask for in rounds: collects what open batches brought, runs the graders over the store, puts what they miss into
 * new batches. Ends when nothing is missing that a batch could bring; the rest is asked live by whoever runs the graders next. Without
 * `options.batch` nothing is ordered, and only what is with a provider already is collected.
 */
export async function buyInBatches(
  plan: Plan,
  replies: KeptReplies,
  environment: Environment,
  onEvent: OnEvent,
): Promise<Bought> {
  const { batches, ledger } = replies;
  const order = plan.options.batch;
  let bought = nothingBought;
  const add = (more: Bought): void => {
    bought = sumOf(bought, more);
  };
  const carrier: Carrier = {
    batches,
    ledger,
    run: JSON.stringify([plan.loaded.file.name, plan.epoch]),
    environment,
    waits: order?.wait ?? false,
    graceMs: Math.min(longestGraceMs, plan.loaded.file.spec.limits.timeout_s * 1000),
    onEvent: (event) => {
      if (event.kind === "batch-collected") add({ boughtReplies: event.replies, spentUsd: event.usd });
      onEvent(event);
    },
  };
  if (order === null && (await batches.open()).length === 0) return bought;
  if (order !== null) for (const id of await batches.prepared()) await releaseBatch(id, carrier);

  const asked = modelsOf(plan);
  const unbatched = asked.filter(({ isBought, batchApi }) => isBought && batchApi === null);
  if (order !== null) {
    for (const id of new Set(unbatched.map(({ model }) => model.id)))
      onEvent({ kind: "no-batch", model: id });
  }
  const models = asked.flatMap((planned) =>
    planned.batchApi === null ? [] : [{ planned, api: planned.batchApi }],
  );
  let pauseMs = firstPauseMs;
  for (;;) {
    if (environment.interrupted.aborted) throw interruptedBatch();
    const before = bought.boughtReplies;
    await advanceAll(models, carrier);
    const round = await askRound(plan, replies, carrier, add);
    const submitted = await submitAll(round.drafts, plan, carrier);
    const awaited = round.awaited + submitted;
    if (awaited === 0) return bought;
    if (order?.wait !== true) throw stillOut(awaited, order !== null);
    pauseMs = bought.boughtReplies > before ? firstPauseMs : Math.min(longestPauseMs, pauseMs * pauseGrowth);
    await environment.sleep(pauseMs);
  }
}

/** The models that a plan asks, or may turn to. */
function modelsOf({ graders }: Plan): readonly PlannedModel[] {
  const turnedTo = graders.flatMap(({ mayAsk }) => mayAsk.flatMap(({ models }) => models));
  return [...new Set([...graders.flatMap(({ models }) => models), ...turnedTo])];
}

/** One batch that is in trouble does not keep the others' results away. */
async function advanceAll(models: readonly BatchedModel[], carrier: Carrier): Promise<void> {
  const troubles: unknown[] = [];
  for (const batch of await carrier.batches.open()) {
    const able = models.filter(
      ({ api, planned }) => api.baseUrl === batch.baseUrl && planned.model.id === batch.model,
    );
    // Its key may have another name by now.
    const to = able.find(({ planned }) => planned.account === batch.account) ?? able[0];
    if (to === undefined) continue;
    await advance(batch, to, carrier).catch((error: unknown) => troubles.push(error));
  }
  if (troubles.length > 0) throw troubles[0];
}

/** Hands over what fits under the cap; says how many requests left. */
async function submitAll(drafts: readonly Draft[], { caps }: Plan, carrier: Carrier): Promise<number> {
  const { batches, ledger, environment } = carrier;
  const isCapped = caps.runUsd !== null || caps.sampleUsd !== null;
  let submitted = 0;
  for (const { id, to, worst } of drafts) {
    to.planned.requireKey();
    if (environment.interrupted.aborted) throw interruptedBatch();
    if (isCapped && !(await reserveBatch(id, worst, { ledger, caps }))) {
      await releaseBatch(id, carrier);
      continue;
    }
    if (!(await batches.leave(id, environment.now()))) throw droppedByAnother();
    const batch = (await batches.open()).find((open) => open.id === id);
    if (batch === undefined) continue;
    await handOver(batch, to, carrier);
    submitted += batch.requests;
  }
  return submitted;
}

/** Runs every grader over the store and writes what they miss into batches. Models without a batch API buy live as they go. */
async function askRound(
  plan: Plan,
  replies: KeptReplies,
  carrier: Carrier,
  add: (bought: Bought) => void,
): Promise<Written> {
  const writer = createBatchWriter(plan, carrier, plan.options.batch?.tries ?? 0);
  // What is stored is read in every round; it is reported once, by whoever grades in the end.
  const live = purchase(plan, replies, carrier.environment, (event) => {
    if (event.kind !== "reply" || event.bought) carrier.onEvent(event);
  });
  try {
    for (const grader of plan.graders) await askFor(grader, plan, { replies, writer, live });
  } finally {
    await live.idle();
    add({ boughtReplies: live.boughtReplies(), spentUsd: live.spentUsd() });
  }
  return writer.end();
}

type Asking = {
  readonly replies: KeptReplies;
  readonly writer: BatchWriter;
  readonly live: ReturnType<typeof purchase>;
};

/**
 * Whoever learns that a reply is missing goes on without it, so that all of a round is found at once. What a grader would only then
 * turn to (another grader, a live call) waits until that reply is there.
 */
async function askFor(grader: PlannedGrader, plan: Plan, { replies, writer, live }: Asking): Promise<void> {
  if (grader.models.length === 0) return;
  const { wrap } = live.forGrader(grader.name);
  const later = new Set(grader.mayAsk.flatMap(({ models }) => models));
  const lacking = new Set<string>();
  const missing: { readonly request: ModelRequest; readonly to: BatchedModel }[] = [];
  const notBuying = (planned: PlannedModel, onMissing: (request: ModelRequest) => void) =>
    withStore(planned.model, {
      replies: planned.isBought ? replies : null,
      epoch: plan.epoch,
      furtherAttempts: 0,
      fallback: planned.fallback?.model ?? null,
      buys: false,
      onReply: () => {},
      onMissing,
    });
  const grade = await grader.create((planned) => {
    const api = planned.batchApi;
    if (api !== null) {
      return notBuying(planned, (request) => {
        const { sample } = request.tag;
        if (lacking.has(sample) && later.has(planned)) return;
        lacking.add(sample);
        missing.push({ request, to: { planned, api } });
      });
    }
    if (!planned.isBought) return wrap(planned);
    const buying = wrap(planned);
    const waiting = notBuying(planned, () => {});
    return {
      ...buying,
      reply: (request) => (lacking.has(request.tag.sample) ? waiting : buying).reply(request),
    };
  });
  // Samples are taken up one by one, so that no more of them are in memory than are worked on.
  const samples = plan.samples.values();
  const work = async (): Promise<void> => {
    for (const sample of samples) {
      await grade(sample);
      for (const { request, to } of missing.splice(0)) await writer.add(request, to);
    }
  };
  await Promise.all(Array.from({ length: plan.maxConcurrency }, work));
}
