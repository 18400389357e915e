import * as z from "zod";
import type { ModelGraderSpec, Params } from "../domain/eval.ts";
import type { AbilityFinding } from "../domain/model-check.ts";
import type { Block, Model, ModelFailure, ModelReply, ModelRequest, ReplyShape } from "../models/model.ts";

type Outcome = ModelReply | ModelFailure;

const maxOutputTokens = 1024;
/** The least that every provider takes. */
const smallOutputTokens = 16;
/** No tokenizer packs so few tokens of counting into more than this. */
const smallOutputCharacters = 8 * smallOutputTokens;
const repeats = 3;
/** What no endpoint allows: one that obeys the parameter refuses it, or answers gibberish. */
const impossibleTemperature = 99;

const word = "ready";
const askForWord = `Reply with the one word "${word}" and nothing else.`;
const choice = z.strictObject({ choice: z.enum(["first", "second"]) });

/** About 4,300 tokens, since some models cache no shorter prefix. */
const longText = Array.from(
  { length: 300 },
  (_, index) =>
    `Clause ${index + 1}: the supplier delivers lot ${index + 1} within ${(index % 28) + 3} days.`,
).join("\n");

const judgement =
  'On a scale of 1 to 5, how well does this answer say how a launch would be measured: "We would ask two customers, count the errors weekly and stop above three in a hundred."? Reply with the number alone.';

/** The settings of a grader that reach its model's endpoint. */
export type Settings = Pick<ModelGraderSpec, "params" | "cache">;

/** The fixed requests by which a model's endpoint is examined, as far as its provider can express them. */
export function batteryFor(
  model: Model,
  { params, cache }: Settings,
): Readonly<Record<BatteryItem, readonly ModelRequest[]>> {
  const plain: Params = { max_output_tokens: maxOutputTokens };
  const { temperature, effort } = model.capabilities;
  const item = (
    name: BatteryItem,
    text: string | readonly Block[],
    { reply = { kind: "text" }, ...asked }: { reply?: ReplyShape; params?: Params; repeat?: number } = {},
  ): ModelRequest => ({
    prompt: {
      system: [],
      user: typeof text === "string" ? [{ text, cache: false }] : text,
      reply,
    },
    params: asked.params ?? plain,
    tag: { sample: "models-check", dimension: name, repeat: asked.repeat ?? 1, attempt: 1 },
  });
  const { $schema: _, ...schema } = z.toJSONSchema(choice);
  const isKept = cache !== undefined && model.capabilities.cacheTtls.includes(cache.ttl);
  const cached = (question: string): ModelRequest => ({
    ...item("cache", [
      { text: longText, cache: true },
      { text: question, cache: false },
    ]),
    ...(isKept && { cacheTtl: cache.ttl }),
  });
  return {
    schema: model.capabilities.structuredOutput
      ? [item("schema", askForWord, { reply: { kind: "json", name: "choice", schema } })]
      : [],
    cache: [cached(askForWord), cached(`How many clauses are there? ${askForWord}`)],
    repeats: Array.from({ length: repeats }, (_, index) =>
      item("repeats", judgement, {
        params: {
          ...plain,
          ...(temperature && params.temperature !== undefined && { temperature: params.temperature }),
          ...(effort && params.effort !== undefined && { effort: params.effort }),
        },
        repeat: index + 1,
      }),
    ),
    temperature: temperature
      ? [0, impossibleTemperature].map((value) =>
          item("temperature", askForWord, { params: { ...plain, temperature: value } }),
        )
      : [],
    effort: effort
      ? [item("effort", askForWord, { params: { ...plain, effort: params.effort ?? "low" } })]
      : [],
    probabilities: model.capabilities.logprobs
      ? [{ ...item("probabilities", judgement), logprobs: true }]
      : [],
    limit: [
      item("limit", "Count from 1 to 200, with a comma after each number.", {
        params: { max_output_tokens: smallOutputTokens },
      }),
    ],
  };
}

const itemNames = ["schema", "cache", "repeats", "temperature", "effort", "probabilities", "limit"] as const;
export type BatteryItem = (typeof itemNames)[number];

/** What an endpoint showed, and why it could not be asked, where it could not. */
export type Examined = {
  readonly findings: readonly AbilityFinding[];
  readonly answersAs: string | null;
  readonly failure: string | null;
};

/** Asks all of the battery, one request after the other, since the second must find what the first left in the cache. */
export async function examine(model: Model, settings: Settings): Promise<Examined> {
  const battery = batteryFor(model, settings);
  const outcomes: Record<BatteryItem, Outcome[]> = {
    schema: [],
    cache: [],
    repeats: [],
    temperature: [],
    effort: [],
    probabilities: [],
    limit: [],
  };
  for (const name of itemNames) {
    for (const request of battery[name]) {
      const outcome = await model.reply(request);
      if (outcome.status === "failed" && !isRefusal(outcome)) {
        return { findings: [], answersAs: null, failure: `${outcome.kind}: ${outcome.message}` };
      }
      outcomes[name].push(outcome);
    }
  }
  const replies = Object.values(outcomes).flat().filter(isReply);
  return {
    findings: [
      schemaFinding(outcomes.schema),
      cacheFinding(outcomes.cache, model),
      probabilitiesFinding(outcomes.probabilities),
      repeatsFinding(outcomes.repeats),
      temperatureFinding(outcomes.temperature),
      effortFinding(outcomes.effort, settings.params),
      limitFinding(outcomes.limit),
      usageFinding(replies),
      await countFinding(model, battery.repeats[0], outcomes.repeats[0]),
    ],
    answersAs: replies[0]?.model ?? null,
    failure: null,
  };
}

function isReply(outcome: Outcome): outcome is ModelReply {
  return outcome.status === "replied";
}

/** The endpoint understood and would not; anything else says nothing about what it can do. */
function isRefusal({ kind }: ModelFailure): boolean {
  return kind === "bad-request";
}

const notSent = "our requests to this model cannot carry it";

function refusalOf(outcomes: readonly Outcome[]): ModelFailure | undefined {
  return outcomes.find((outcome) => outcome.status === "failed");
}

function schemaFinding(outcomes: readonly Outcome[]): AbilityFinding {
  const ability = "structured output";
  const [outcome] = outcomes;
  if (outcome === undefined) return { ability, verdict: "no", detail: notSent };
  if (outcome.status === "failed") return { ability, verdict: "refused", detail: outcome.message };
  if (choice.safeParse(parsedJson(outcome.text)).success) {
    return { ability, verdict: "yes", detail: "the schema binds even where the prompt asks for a bare word" };
  }
  if (outcome.finish !== "complete")
    return { ability, verdict: "unclear", detail: `the reply was ${outcome.finish}` };
  return { ability, verdict: "no", detail: "the schema was ignored: the reply is not what it describes" };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cacheFinding(outcomes: readonly Outcome[], { capabilities }: Model): AbilityFinding {
  const ability = "prompt cache";
  const refusal = refusalOf(outcomes);
  if (refusal !== undefined) return { ability, verdict: "refused", detail: refusal.message };
  const second = outcomes.filter(isReply).at(-1)?.usage;
  const { cachedTokens = 0, inputTokens = 0 } = second ?? {};
  if (cachedTokens > 0) {
    const detail = `${cachedTokens} of ${inputTokens} input tokens of the second call came from the cache`;
    return { ability, verdict: "yes", detail };
  }
  const detail = "the second call with the same beginning reports no cached tokens";
  return { ability, verdict: capabilities.promptCache === "none" ? "no" : "unclear", detail };
}

function probabilitiesFinding([outcome]: readonly Outcome[]): AbilityFinding {
  const ability = "log probabilities";
  if (outcome === undefined) return { ability, verdict: "no", detail: notSent };
  if (outcome.status === "failed") return { ability, verdict: "refused", detail: outcome.message };
  const most = Math.max(0, ...(outcome.levelTokens ?? []).map(({ top }) => top.length));
  return most > 1
    ? { ability, verdict: "yes", detail: `${most} choices for a level come with their probability` }
    : { ability, verdict: "no", detail: "asked for and not there: they are ignored" };
}

function repeatsFinding(outcomes: readonly Outcome[]): AbilityFinding {
  const ability = "repeat variance";
  const refusal = refusalOf(outcomes);
  if (refusal !== undefined) {
    return { ability, verdict: "refused", detail: `under the eval's parameters: ${refusal.message}` };
  }
  const answers = outcomes.filter(isReply).map(({ text }) => text.trim().slice(0, 20));
  const same = new Set(answers).size === 1;
  const shown = answers.map((answer) => JSON.stringify(answer)).join(", ");
  return {
    ability,
    verdict: same ? "no" : "yes",
    detail: same
      ? `${answers.length} calls with one prompt gave the same: ${shown}`
      : `${answers.length} calls with one prompt differ: ${shown}`,
  };
}

function temperatureFinding([possible, impossible]: readonly Outcome[]): AbilityFinding {
  const ability = "temperature";
  if (possible === undefined || impossible === undefined) return { ability, verdict: "no", detail: notSent };
  if (possible.status === "failed") return { ability, verdict: "refused", detail: possible.message };
  if (impossible.status === "failed") {
    return { ability, verdict: "yes", detail: `0 is taken, ${impossibleTemperature} is refused` };
  }
  const heard = impossible.text.trim().replaceAll(/["'.]/g, "").toLowerCase();
  return heard === word || impossible.text === possible.text
    ? {
        ability,
        verdict: "no",
        detail: `ignored: ${impossibleTemperature} changes nothing and is not refused`,
      }
    : { ability, verdict: "yes", detail: `0 is taken, ${impossibleTemperature} gives another reply` };
}

function effortFinding([outcome]: readonly Outcome[], { effort = "low" }: Params): AbilityFinding {
  const ability = "effort";
  if (outcome === undefined) return { ability, verdict: "no", detail: notSent };
  if (outcome.status === "failed") return { ability, verdict: "refused", detail: outcome.message };
  const { reasoningTokens } = outcome.usage;
  return reasoningTokens > 0
    ? { ability, verdict: "yes", detail: `"${effort}" is taken, ${reasoningTokens} reasoning tokens` }
    : { ability, verdict: "unclear", detail: `"${effort}" is not refused, and no reasoning is reported` };
}

function limitFinding([outcome]: readonly Outcome[]): AbilityFinding {
  const ability = "output limit";
  if (outcome === undefined || outcome.status === "failed") {
    return { ability, verdict: "refused", detail: outcome?.message ?? notSent };
  }
  const { finish, usage, text } = outcome;
  if (finish === "truncated" && usage.outputTokens <= smallOutputTokens) {
    return {
      ability,
      verdict: "yes",
      detail: `a reply was cut at ${usage.outputTokens} of ${smallOutputTokens} tokens`,
    };
  }
  if (
    finish === "complete" &&
    usage.outputTokens <= smallOutputTokens &&
    text.length <= smallOutputCharacters
  ) {
    const detail = `the reply ended by itself after ${usage.outputTokens} of ${smallOutputTokens} tokens`;
    return { ability, verdict: "unclear", detail };
  }
  return usage.outputTokens > smallOutputTokens || finish === "complete"
    ? {
        ability,
        verdict: "no",
        detail: `${text.length} characters, ${usage.outputTokens} tokens by its own count, came where at most ${smallOutputTokens} tokens were allowed`,
      }
    : { ability, verdict: "unclear", detail: `the reply was ${finish}` };
}

function usageFinding(replies: readonly ModelReply[]): AbilityFinding {
  const reported = replies.some(({ usage }) => usage.inputTokens > 0 && usage.outputTokens > 0);
  return reported
    ? { ability: "usage", verdict: "yes", detail: "replies say how many tokens they took" }
    : { ability: "usage", verdict: "no", detail: "replies do not say how many tokens they took" };
}

async function countFinding(
  { countInput }: Model,
  request: ModelRequest | undefined,
  outcome: Outcome | undefined,
): Promise<AbilityFinding> {
  const ability = "token count";
  const counted = request === undefined ? null : ((await countInput?.(request)) ?? null);
  if (counted === null) return { ability, verdict: "no", detail: "there is no endpoint that counts input" };
  const billed = outcome?.status === "replied" ? `, ${outcome.usage.inputTokens} billed` : "";
  return { ability, verdict: "yes", detail: `${counted} tokens counted${billed}` };
}
