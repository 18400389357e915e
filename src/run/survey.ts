import pLimit from "p-limit";
import type { Sample } from "../domain/sample.ts";
import type { Grade, ReplyKey } from "../domain/score.ts";
import type { Grader } from "../grading/index.ts";
import type { ModelReply, Tag } from "../models/model.ts";
import type { Replies } from "../store/replies.ts";
import { createTotal, estimateFrom, type Estimate, type TotalSoFar, type Wanted } from "./estimate.ts";
import type { PlannedGrader, PlannedModel } from "./graders/index.ts";
import type { Plan } from "./plan.ts";
import { withKeeping, withStore } from "./stored-model.ts";

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
  const findings = { stored: new Set<ReplyKey>(), later: new Set<ReplyKey>(), possible: createTotal() };
  const certain = createTotal();
  const counted = new Set<ReplyKey>();
  const complete = new Map<PlannedGrader, ReadonlyMap<Sample, CompleteGrade>>();
  const buying: { planned: PlannedGrader; samples: readonly Sample[] }[] = [];
  for (const planned of plan.graders) {
    if (!planned.models.some(({ isBought }) => isBought)) continue;
    const look = await createLook(planned, { plan, replies, findings });
    const looked = await lookAt(plan.samples, look, { counted, total: certain });
    complete.set(planned, looked.complete);
    if (looked.lacking.length > 0) buying.push({ planned, samples: looked.lacking });
  }
  for (const { planned, samples } of buying) {
    for (const further of planned.mayAsk) {
      const look = await createLook(further, { plan, replies, findings });
      await lookAt(samples, look, { counted, total: findings.possible });
    }
  }
  const buyers = buying.map(({ planned }) => planned.name);
  const counts = { buyers, storedReplies: findings.stored.size };
  return { estimate: estimateFrom([certain.sum(), findings.possible.sum()], counts), complete };
}

type Missing = Wanted & { readonly key: ReplyKey };

/** A sample's grade as far as the store goes: with the replies that it came from, and those that it lacks. */
type Look = (sample: Sample) => Promise<CompleteGrade & { readonly lacking: readonly Missing[] }>;

/** What looks find beside grades: stored replies, and calls that wait for others. */
type Findings = {
  readonly stored: Set<ReplyKey>;
  readonly later: Set<ReplyKey>;
  readonly possible: TotalSoFar;
};

async function createLook(
  planned: PlannedGrader,
  {
    plan,
    replies,
    findings,
  }: { readonly plan: Plan; readonly replies: Replies; readonly findings: Findings },
): Promise<Look> {
  const { stored, later, possible } = findings;
  const missing = new Map<string, Missing[]>();
  const seen = new Map<string, SeenReply[]>();
  const grade: Grader = await planned.create((model) =>
    withStore(model.isBought ? model.model : withKeeping(model.model, { replies: null, epoch: plan.epoch }), {
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
    }),
  );
  return async (sample) => {
    const result = await grade(sample);
    return { grade: result, replies: taken(seen, sample.id), lacking: taken(missing, sample.id) };
  };
}

/** Enough to read the store in large portions. */
const samplesAtOnce = 100;

/** Looks at samples side by side, and adds each reply that is lacking once. */
async function lookAt(
  samples: readonly Sample[],
  look: Look,
  { counted, total }: { readonly counted: Set<ReplyKey>; readonly total: TotalSoFar },
): Promise<{ readonly lacking: readonly Sample[]; readonly complete: ReadonlyMap<Sample, CompleteGrade> }> {
  const complete = new Map<Sample, CompleteGrade>();
  const adding: Promise<void>[] = [];
  const lookAtOne = async (sample: Sample): Promise<readonly Sample[]> => {
    const { lacking, ...found } = await look(sample);
    if (lacking.length === 0) complete.set(sample, found);
    for (const each of lacking) {
      if (counted.has(each.key)) continue;
      counted.add(each.key);
      const added = total.add(each);
      // It is awaited once all were looked at, and may fail before.
      added.catch(() => null);
      adding.push(added);
    }
    return lacking.length === 0 ? [] : [sample];
  };
  const limit = pLimit(samplesAtOnce);
  const lacking = await limit.map(samples, lookAtOne).finally(limit.clearQueue);
  await Promise.all(adding);
  return { lacking: lacking.flat(), complete };
}

function listFor<Entry>(lists: Map<string, Entry[]>, sample: string): Entry[] {
  const known = lists.get(sample) ?? [];
  lists.set(sample, known);
  return known;
}

function taken<Entry>(lists: Map<string, Entry[]>, sample: string): readonly Entry[] {
  const list = lists.get(sample) ?? [];
  lists.delete(sample);
  return list;
}
