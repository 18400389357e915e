import { batchPrice } from "../../models/batches/batch-price.ts";
import {
  mayHaveArrived,
  type BatchApi,
  type BatchResult,
  type BatchState,
  type Found,
  type ResultsRead,
} from "../../models/batches/batch-api.ts";
import type { Ledger } from "../../models/ledger.ts";
import type { Model, ModelFailure } from "../../models/model.ts";
import { priced } from "../../models/provider.ts";
import { maxTries, waitBefore } from "../../models/with-retry.ts";
import type { Batches, Closed, OpenBatch, Outcome } from "../../store/batches.ts";
import { batchFailed, interruptedBatch } from "./errors.ts";
import { releaseBatch, settleBatch } from "./money.ts";
import type { Environment } from "../environment.ts";
import type { OnEvent, RunEvent } from "../events.ts";
import type { PlannedModel } from "../graders/index.ts";

/** A model whose provider takes batches. */
export type BatchedModel = { readonly planned: PlannedModel; readonly api: BatchApi };

/** What carrying a batch needs from outside. */
export type Carrier = {
  readonly batches: Batches;
  readonly ledger: Ledger;
  readonly run: string;
  readonly environment: Environment;
  readonly graceMs: number;
  /** Whether the command stays until batches are in, whatever the network does meanwhile. */
  readonly waits: boolean;
  readonly onEvent: OnEvent;
};

/** Results kept at once. */
const keptAtOnce = 200;

/** Hands a batch over that is noted as leaving. Where the answer was lost, the batch is looked for before it is sent again. */
export async function handOver(
  batch: OpenBatch,
  { api, planned: { model } }: BatchedModel,
  carrier: Carrier,
): Promise<void> {
  const { batches, environment } = carrier;
  const { id } = batch;
  for (let number = 1; ; number += 1) {
    const outcome = await api.submit({ token: id, lines: () => batches.lines(id) });
    if (outcome.status === "submitted") return noteArrival("submitted", batch, outcome.remoteId, carrier);
    if (mayHaveArrived(outcome)) {
      const found = await lookFor(batch, api, carrier);
      if (found.status === "found") return noteArrival("submitted", batch, found.remoteId, carrier);
      if (found.status === "undecided") return;
      if (found.status === "failed")
        throw batchFailed(model.id, "it is not known whether a batch arrived", found);
    }
    if (!outcome.retryable || number === maxTries) {
      await releaseBatch(id, carrier);
      throw batchFailed(model.id, "a batch was not taken", outcome);
    }
    await environment.sleep(waitBefore(number + 1, outcome.retryAfterMs, environment.random()));
    if (environment.interrupted.aborted) throw interruptedBatch();
  }
}

/** Takes an open batch as far as it will go now: found again, checked, its results kept. */
export async function advance(
  batch: OpenBatch,
  { api, planned }: BatchedModel,
  carrier: Carrier,
): Promise<void> {
  const { model } = planned;
  let { remoteId } = batch;
  if (remoteId === null) {
    const found = await lookFor(batch, api, carrier);
    if (found.status === "failed")
      throw batchFailed(model.id, "it is not known whether a batch arrived", found);
    if (found.status === "undecided") return say("running", batch, carrier, 0);
    if (found.status === "absent") return releaseBatch(batch.id, carrier);
    remoteId = found.remoteId;
    await noteArrival("found", batch, remoteId, carrier);
  }
  const id = remoteId;
  const state = await again(() => api.check(id), carrier);
  switch (state.status) {
    case "failed":
      if (carrier.waits && state.retryable) return say("unreachable", batch, carrier, 0);
      throw batchFailed(model.id, `batch ${id} cannot be checked`, state);
    case "running":
      return say("running", batch, carrier, state.done);
    case "refused":
      await releaseBatch(batch.id, carrier);
      if (!state.isPassing) throw batchFailed(model.id, `batch ${id} was refused`, state);
      return say("refused", batch, carrier, 0);
    case "ended":
      return collect(batch, state, { api, planned }, carrier);
  }
}

/** Reads and keeps what a batch gave. What does not come whole is read again, until that is all there is; its rest may have been paid for. */
async function collect(
  batch: OpenBatch,
  { sources }: Extract<BatchState, { status: "ended" }>,
  { api, planned }: BatchedModel,
  carrier: Carrier,
): Promise<void> {
  const { batches } = carrier;
  const price = batchPrice(planned.price, api);
  const { provider, model } = planned;
  const outcomes: Outcome[] = [];
  const flush = async (): Promise<void> => {
    if (outcomes.length > 0) await batches.keep(batch.id, outcomes.splice(0));
  };
  const keep = async ({ key, outcome }: BatchResult): Promise<void> => {
    if (carrier.environment.interrupted.aborted) throw interruptedBatch();
    if (outcome.status === "replied") {
      const { status: _, key: __, ...reply } = priced(outcome, price);
      outcomes.push({ key, reply: { ...reply, provider, baseUrl: api.baseUrl } });
    } else if (outcome.status === "failed") {
      const failure = `${outcome.kind}: ${outcome.message}`;
      outcomes.push({ key, failure, isCharged: outcome.charged === "unknown" });
    } else {
      outcomes.push({ key, failure: "expired", isCharged: false });
    }
    if (outcomes.length >= keptAtOnce) await flush();
  };
  const read = async (): Promise<ResultsRead | ModelFailure> => {
    const found = await api.read(sources, keep);
    await flush();
    return found;
  };
  const isWhole = await readWhole(batch, { model, read }, carrier);
  const closed = await batches.close(
    batch.id,
    isWhole ? { failure: "expired", isCharged: false } : { failure: "unreadable", isCharged: true },
  );
  if (batch.run === carrier.run) await settleBatch(batch.id, closed, carrier.ledger);
  sayCollected(batch, closed, carrier);
}

async function readWhole(
  { id }: OpenBatch,
  { model, read }: { readonly model: Model; readonly read: () => Promise<ResultsRead | ModelFailure> },
  { environment }: Carrier,
): Promise<boolean> {
  for (let number = 1; ; number += 1) {
    const found = await read();
    if (found.status === "read" && (found.isWhole || number === maxTries)) return found.isWhole;
    if (found.status === "failed" && (!found.retryable || number === maxTries)) {
      throw batchFailed(model.id, `the results of batch ${id} cannot be read`, found);
    }
    await environment.sleep(waitBefore(number + 1, null, environment.random()));
  }
}

/** Looks for a batch that may have left, and once more after a while: what was on its way when a process died may still arrive. */
async function lookFor(batch: OpenBatch, api: BatchApi, carrier: Carrier): Promise<Found | ModelFailure> {
  const { batches, environment, graceMs } = carrier;
  const others = await batches.remoteIds();
  const look = () =>
    again(
      () =>
        api.find({
          token: batch.id,
          requests: batch.requests,
          submittedAt: batch.submittedAt,
          others,
          holds: (key) => batches.holds(batch.id, key),
        }),
      carrier,
    );
  const found = await look();
  if (found.status !== "absent") return found;
  await environment.sleep(graceMs);
  if (environment.interrupted.aborted) throw interruptedBatch();
  return look();
}

/** Asks again while that could help; for questions that cost nothing. */
async function again<Result extends { readonly status: string }>(
  ask: () => Promise<Result | ModelFailure>,
  { environment }: Carrier,
): Promise<Result | ModelFailure> {
  for (let number = 1; ; number += 1) {
    const answer = await ask();
    if (!isFailure(answer) || !answer.retryable || number === maxTries) return answer;
    await environment.sleep(waitBefore(number + 1, answer.retryAfterMs, environment.random()));
    if (environment.interrupted.aborted) throw interruptedBatch();
  }
}

function isFailure(answer: { readonly status: string }): answer is ModelFailure {
  return answer.status === "failed";
}

async function noteArrival(
  did: "submitted" | "found",
  batch: OpenBatch,
  remoteId: string,
  carrier: Carrier,
): Promise<void> {
  await carrier.batches.arrived(batch.id, remoteId);
  say(did, { ...batch, remoteId }, carrier, 0);
}

function say(
  did: Extract<RunEvent, { kind: "batch" }>["did"],
  { id, model, remoteId, requests }: OpenBatch,
  { onEvent }: Carrier,
  done: number,
): void {
  onEvent({ kind: "batch", did, id, model, remoteId, requests, done });
}

function sayCollected(
  { id, model, remoteId, requests }: OpenBatch,
  { replies, failures, usdBySample, isPriced }: Closed,
  { onEvent }: Carrier,
): void {
  const usd = isPriced ? [...usdBySample.values()].reduce((sum, some) => sum + some, 0) : null;
  onEvent({ kind: "batch-collected", id, model, remoteId, requests, replies, failures, usd });
}
