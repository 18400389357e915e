import pLimit from "p-limit";
import type { ReplyKey } from "../../domain/score.ts";
import { batchPrice } from "../../models/batches/batch-price.ts";
import { createInputCounter } from "../../models/input-counter.ts";
import type { ModelRequest } from "../../models/model.ts";
import { worstCaseUsd } from "../../models/with-budget.ts";
import type { BatchItem } from "../../store/batches.ts";
import { replyKey } from "../../store/replies.ts";
import type { BatchedModel, Carrier } from "./carry-batch.ts";
import type { Plan } from "../plan.ts";

/** A batch that is written and has not left. */
export type Draft = {
  readonly id: string;
  readonly to: BatchedModel;
  readonly worst: ReadonlyMap<string, number>;
};

/** What a round asked for: batches to be handed over, and replies that open batches will bring. */
export type Written = {
  readonly drafts: readonly Draft[];
  readonly awaited: number;
};

export type BatchWriter = {
  readonly add: (request: ModelRequest, to: BatchedModel) => Promise<void>;
  readonly end: () => Promise<Written>;
};

type OpenDraft = {
  readonly id: string;
  readonly to: BatchedModel;
  readonly worst: Map<string, number>;
  readonly waiting: BatchItem[];
  requests: number;
  bytes: number;
};

/** Lines kept in memory before they are written. */
const writtenAtOnce = 200;

/**
 * Writes missing requests into batches in the store, each once, as large as the provider takes them and the cap has room for. What an
 * open batch will bring is only counted; what failed in `tries` batches is left out, to be asked live, and so is what the cap has no room
 * for, which will then meet it there.
 */
export function createBatchWriter(
  plan: Plan,
  { batches, ledger, run, environment }: Carrier,
  tries: number,
): BatchWriter {
  const { caps, epoch } = plan;
  const inTurn = pLimit(1);
  const seen = new Set<ReplyKey>();
  const open = new Map<string, OpenDraft>();
  const full: OpenDraft[] = [];
  const newId = createIds(environment);
  const counter = createInputCounter({
    asksProvider: plan.loaded.file.spec.limits.count_input === "provider",
  });
  const isCapped = caps.runUsd !== null || caps.sampleUsd !== null;
  const drafted = new Map<string | null, number>();
  let awaited = 0;

  const fits = async (scope: string | null, usd: number, cap: number | null): Promise<boolean> => {
    if (cap === null) return true;
    const { spentUsd, reservedUsd } = await ledger.totals(scope);
    const used = spentUsd + reservedUsd + (drafted.get(scope) ?? 0);
    return used + usd <= cap;
  };
  const worstOf = async (request: ModelRequest, { planned, api }: BatchedModel): Promise<number> => {
    const price = batchPrice(planned.price, api);
    if (!isCapped || price.status === "unknown") return 0;
    const { tokensAtMost } = await counter.count(planned.model, request);
    return worstCaseUsd(tokensAtMost, request.params.max_output_tokens, price);
  };
  const write = async (draft: OpenDraft): Promise<void> => batches.add(draft.id, draft.waiting.splice(0));
  const draftFor = async (to: BatchedModel, bytes: number): Promise<OpenDraft> => {
    const { limits, baseUrl } = to.api;
    const { account } = to.planned;
    const model = to.planned.model.id;
    const place = JSON.stringify([account, model]);
    const known = open.get(place);
    if (known !== undefined && known.requests < limits.requests && known.bytes + bytes <= limits.bytes) {
      return known;
    }
    if (known !== undefined) full.push(known);
    const draft = { id: newId(), to, worst: new Map<string, number>(), waiting: [], requests: 0, bytes: 0 };
    await batches.begin({ id: draft.id, run, baseUrl, model, account });
    open.set(place, draft);
    return draft;
  };
  const add = async (request: ModelRequest, to: BatchedModel): Promise<void> => {
    const { tag } = request;
    const wire = to.planned.model.wire(request);
    const key = replyKey({ wire, tag, epoch });
    if (seen.has(key)) return;
    seen.add(key);
    const { isAwaited, failures } = await batches.standing(key);
    if (isAwaited) awaited += 1;
    if (isAwaited || failures >= tries) return;
    const worstUsd = await worstOf(request, to);
    const hasRoom =
      (await fits(null, worstUsd, caps.runUsd)) && (await fits(tag.sample, worstUsd, caps.sampleUsd));
    if (!hasRoom) return;
    const line = to.api.line(key, wire.body);
    const bytes = Buffer.byteLength(line);
    const draft = await draftFor(to, bytes);
    draft.requests += 1;
    draft.bytes += bytes;
    draft.waiting.push({ key, tag, epoch, line, worstUsd });
    draft.worst.set(tag.sample, (draft.worst.get(tag.sample) ?? 0) + worstUsd);
    for (const scope of [null, tag.sample]) drafted.set(scope, (drafted.get(scope) ?? 0) + worstUsd);
    if (draft.waiting.length >= writtenAtOnce) await write(draft);
  };
  return {
    add: (request, to) => inTurn(() => add(request, to)),
    end: () =>
      inTurn(async () => {
        const drafts = [...full, ...open.values()];
        for (const draft of drafts) await write(draft);
        return { drafts, awaited };
      }),
  };
}

/** Ids that no other process gives; they name the batch at the provider too. */
function createIds({ now, random }: Carrier["environment"]): () => string {
  const word = (): string =>
    Math.floor(random() * 36 ** 8)
      .toString(36)
      .padStart(8, "0");
  let count = 0;
  return () => `${now().toString(36)}-${word()}-${(count += 1)}`;
}
