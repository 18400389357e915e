import pLimit from "p-limit";
import type { Sample } from "../domain/sample.ts";
import type { Grade, ReplyKey } from "../domain/score.ts";
import type { ModelReply, ModelRequest, Tag } from "../models/model.ts";
import { batchShare } from "../models/batches/batch-price.ts";
import { costUsd } from "../models/price.ts";
import type { Replies } from "../store/replies.ts";
import { createInputTokens, shareOf, type InputTokens } from "./cached-share.ts";
import type { PlannedGrader, PlannedModel } from "./graders/index.ts";
import type { Plan } from "./plan.ts";
import { withKeeping, withStore } from "./stored-model.ts";

/** What a run would buy if every reply were readable at once, and what that would cost. */
export type Estimate = {
  /** Graders that have replies to buy. */
  readonly buyers: readonly string[];
  readonly missingReplies: number;
  /** With those that depend on what the missing ones say: a cascade's second grader, further repeats, scores after segments. */
  readonly missingAtMost: number;
  readonly storedReplies: number;
  readonly inputTokens: number;
  /** Share of the input that providers' caches should hold, one prefix after the other; null where nothing is to be bought. */
  readonly cachedShare: number | null;
  /** With warm caches and short replies, and without caches and with replies as long as they may be; null where a price is unknown. */
  readonly usdLow: number | null;
  readonly usdHigh: number | null;
  readonly reason: string | null;
  /** The same at the price of batches, where there are any; null: no model takes batches, or a price is unknown. */
  readonly batch: { readonly usdLow: number; readonly usdHigh: number } | null;
};

/** Output tokens of a short answer: evidence, a sentence and a level; or a flag's empty lists, a sentence and a status. Signals need not be found. */
const shortTokens = { level: 150, flag: 40 } as const;

/** A stored reply that a grade came from, without its text. */
export type SeenReply = {
  readonly model: PlannedModel;
  readonly reply: Omit<ModelReply, "text">;
  readonly tag: Tag;
};

/** A grade that lacks no reply: buying can add nothing to it. */
export type CompleteGrade = { readonly grade: Grade; readonly replies: readonly SeenReply[] };

/** What the store holds for a plan. */
export type Survey = {
  readonly estimate: Estimate;
  /** By grader and sample. */
  readonly complete: ReadonlyMap<PlannedGrader, ReadonlyMap<Sample, CompleteGrade>>;
};

/** What a run would buy at most. */
export async function estimate(plan: Plan, replies: Replies): Promise<Estimate> {
  return (await survey(plan, replies)).estimate;
}

/** Runs every grader over the store without buying: what it asks for and does not find is what a run would buy. */
export async function survey(plan: Plan, replies: Replies): Promise<Survey> {
  const complete = new Map<PlannedGrader, Map<Sample, CompleteGrade>>();
  const counted = new Set<ReplyKey>();
  const stored = new Set<ReplyKey>();
  const later = new Set<ReplyKey>();
  const certain = createTotal();
  const possible = createTotal();
  /** Grades samples, and says of which replies were missing. */
  const incomplete = async (
    planned: PlannedGrader,
    samples: readonly Sample[],
    total: typeof certain,
  ): Promise<readonly Sample[]> => {
    const missing = new Map<string, Missing[]>();
    const seen = new Map<string, SeenReply[]>();
    const grade = await planned.create((model) =>
      withStore(
        model.isBought ? model.model : withKeeping(model.model, { replies: null, epoch: plan.epoch }),
        {
          replies: model.isBought ? replies : null,
          epoch: plan.epoch,
          furtherAttempts: plan.options.retryUnscored ? 1 : 0,
          fallback: model.fallback?.model ?? null,
          buys: !model.isBought,
          onReply: (whole, tag) => {
            const { text: _, ...reply } = whole;
            if (model.isBought) stored.add(reply.key);
            listFor(seen, tag.sample).push({ model, reply, tag });
          },
          onMissing: (request, key) => listFor(missing, request.tag.sample).push({ request, model, key }),
          ...(model.isBought && {
            onLater: (request, key, inputTokensAtMost) => {
              if (!later.has(key)) possible.addAtMost({ request, model }, inputTokensAtMost);
              later.add(key);
            },
          }),
        },
      ),
    );
    const lackNothing = new Map<Sample, CompleteGrade>();
    const adding: Promise<void>[] = [];
    const gradeOne = async (sample: Sample): Promise<readonly Sample[]> => {
      const result = await grade(sample);
      const lacking = missing.get(sample.id) ?? [];
      missing.delete(sample.id);
      if (lacking.length === 0)
        lackNothing.set(sample, { grade: result, replies: seen.get(sample.id) ?? [] });
      seen.delete(sample.id);
      for (const each of lacking) {
        if (counted.has(each.key)) continue;
        counted.add(each.key);
        const added = total.add(each);
        // It is awaited once all are graded, and may fail before.
        added.catch(() => null);
        adding.push(added);
      }
      return lacking.length === 0 ? [] : [sample];
    };
    const limit = pLimit(samplesAtOnce);
    const found = await limit.map(samples, gradeOne).finally(limit.clearQueue);
    await Promise.all(adding);
    if (total === certain) complete.set(planned, lackNothing);
    return found.flat();
  };

  const asking = plan.graders.filter(({ models }) => models.some(({ isBought }) => isBought));
  const buying: { planned: PlannedGrader; samples: readonly Sample[] }[] = [];
  for (const planned of asking) {
    const samples = await incomplete(planned, plan.samples, certain);
    if (samples.length > 0) buying.push({ planned, samples });
  }
  for (const { planned, samples } of buying) {
    for (const further of planned.mayAsk) await incomplete(further, samples, possible);
  }
  const [least, more] = [certain.sum(), possible.sum()];
  const reason = least.reason ?? more.reason;
  const found: Estimate = {
    buyers: buying.map(({ planned }) => planned.name),
    storedReplies: stored.size,
    missingReplies: least.replies,
    missingAtMost: least.replies + more.replies,
    inputTokens: least.inputTokens,
    cachedShare: shareOf(least),
    usdLow: reason === null ? least.usdLow : null,
    usdHigh: reason === null ? least.usdHigh + more.usdHigh : null,
    reason,
    batch:
      reason === null && (least.takesBatches || more.takesBatches)
        ? { usdLow: least.batchLow, usdHigh: least.batchHigh + more.batchHigh }
        : null,
  };
  return { estimate: found, complete };
}

/** Enough to read the store in large portions. */
const samplesAtOnce = 100;

function listFor<Entry>(lists: Map<string, Entry[]>, sample: string): Entry[] {
  const known = lists.get(sample) ?? [];
  lists.set(sample, known);
  return known;
}

type Wanted = { readonly request: ModelRequest; readonly model: PlannedModel };
type Missing = Wanted & { readonly key: ReplyKey };

type Total = {
  replies: number;
  inputTokens: number;
  cachedTokens: number;
  usdLow: number;
  usdHigh: number;
  batchLow: number;
  batchHigh: number;
  takesBatches: boolean;
  reason: string | null;
};

function createTotal() {
  const count = createInputTokens();
  const sum: Total = {
    replies: 0,
    inputTokens: 0,
    cachedTokens: 0,
    usdLow: 0,
    usdHigh: 0,
    batchLow: 0,
    batchHigh: 0,
    takesBatches: false,
    reason: null,
  };
  const enter = (
    { inputTokens, cachedTokens }: InputTokens,
    { price, batchApi, replyTokens }: Asked,
  ): void => {
    sum.replies += 1;
    sum.inputTokens += inputTokens;
    sum.cachedTokens += cachedTokens;
    if (price.status === "unknown") {
      sum.reason = price.reason;
      return;
    }
    const usage = { inputTokens, cachedTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 };
    const usdLow = costUsd({ ...usage, cachedTokens, outputTokens: replyTokens.short }, price);
    const usdHigh = costUsd({ ...usage, outputTokens: replyTokens.longest }, price);
    const share = batchShare(price, batchApi);
    sum.usdLow += usdLow;
    sum.usdHigh += usdHigh;
    sum.batchLow += usdLow * share;
    sum.batchHigh += usdHigh * share;
    sum.takesBatches ||= batchApi !== null;
  };
  return {
    sum: (): Readonly<Total> => sum,
    /** Keeps nothing of the request: thousands wait for tokens to be counted. */
    add: ({ request, model }: Wanted): Promise<void> => {
      const asked = askedOf(request, model);
      return count(model.model, request.prompt).then((tokens) => enter(tokens, asked));
    },
    /** Takes a request whose prompt is not known yet for as long as it may be. */
    addAtMost: ({ request, model }: Wanted, inputTokensAtMost: number): void =>
      enter({ inputTokens: inputTokensAtMost, cachedTokens: 0 }, askedOf(request, model)),
  };
}

/** What a reply is priced by before it is there. */
type Asked = Pick<PlannedModel, "price" | "batchApi"> & {
  readonly replyTokens: { readonly short: number; readonly longest: number };
};

function askedOf({ prompt, params }: ModelRequest, { price, batchApi }: PlannedModel): Asked {
  const longest = params.max_output_tokens;
  const { levels, flags } = (prompt.reply.kind === "json" && prompt.reply.holds) || oneLevel;
  const short = levels * shortTokens.level + flags * shortTokens.flag;
  return { price, batchApi, replyTokens: { short: Math.min(short, longest), longest } };
}

const oneLevel = { levels: 1, flags: 0 } as const;
