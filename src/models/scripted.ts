import type { Usage } from "../domain/usage.ts";
import { HarnessError } from "../errors.ts";
import type { Finish, Model, ModelFailure, ModelRequest } from "./model.ts";
import type { Price, UnknownPrice } from "./price.ts";
import type { LevelToken } from "./token-probabilities.ts";
import { modelOf, type Answer, type Provider } from "./provider.ts";

/** What a scripted model answers: a text, a text with its usage and finish, or a failure. */
export type Script = (request: ModelRequest) => string | ModelFailure | ScriptedAnswer;

type ScriptedAnswer = {
  readonly status?: never;
  readonly text: string;
  readonly usage?: Usage;
  readonly finish?: Finish;
  readonly levelTokens?: readonly LevelToken[] | undefined;
};

/** Answers from a function: the double that stands in for a model in tests. */
export function createScripted(name: string, { script }: { readonly script?: Script | undefined }): Provider {
  if (script === undefined) {
    throw new HarnessError("usage", `scripted:${name} answers from a function, which only code can give`);
  }
  return {
    capabilities: {
      structuredOutput: true,
      temperature: true,
      effort: true,
      promptCache: "none",
      cacheTtls: [],
      logprobs: true,
    },
    wire: ({ prompt, params }) => ({
      provider: "scripted",
      baseUrl: "",
      body: { model: name, prompt, params },
    }),
    send: async (request) => {
      const answer = script(request);
      if (typeof answer === "string") return answerOf(name, request, { text: answer });
      return answer.status === "failed" ? answer : answerOf(name, request, answer);
    },
  };
}

/** A scripted model ready for use, free of charge unless a price is given. */
export function scriptedModel(
  script: Script,
  price: Price | UnknownPrice = { status: "unknown", reason: "scripted" },
): Model {
  return modelOf("scripted:model", createScripted("model", { script }), price);
}

function answerOf(
  model: string,
  { prompt }: ModelRequest,
  { text, usage, finish, levelTokens }: ScriptedAnswer,
): Answer {
  const prompted = [...prompt.system, ...prompt.user].map((block) => block.text).join("");
  const tokensIn = (words: string) => Math.ceil(words.length / 4);
  return {
    status: "replied",
    calls: 1,
    text,
    finish: finish ?? "complete",
    usage: usage ?? {
      inputTokens: tokensIn(prompted),
      cachedTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: tokensIn(text),
      reasoningTokens: 0,
    },
    model,
    requestId: null,
    ...(levelTokens !== undefined && { levelTokens }),
  };
}
