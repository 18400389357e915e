import { expect, it } from "vitest";
import type { EndpointAbility } from "../../src/domain/model-check.ts";
import type { ModelFailure } from "../../src/models/model.ts";
import { scriptedModel, type Script } from "../../src/models/scripted.ts";
import { examine } from "../../src/run/model-battery.ts";

const usage = {
  inputTokens: 100,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 16,
  reasoningTokens: 0,
};
const settings = { params: { max_output_tokens: 4096 } };

const refusal: ModelFailure = {
  status: "failed",
  kind: "bad-request",
  message: "not here",
  retryable: false,
  fatal: false,
  charged: "no",
  retryAfterMs: null,
};

/** What is found of one ability where the endpoint answers so to what bears on it, and "ready" to all else. */
async function finding(ability: EndpointAbility, item: string, script: Script): Promise<string | undefined> {
  const model = scriptedModel((request) =>
    request.tag.dimension === item ? script(request) : { text: "ready", usage },
  );
  const { findings } = await examine(model, settings);
  return findings.find((each) => each.ability === ability)?.verdict;
}

it.each<{ name: string; ability: EndpointAbility; item: string; script: Script; verdict: string }>([
  {
    name: "JSON that fits",
    ability: "structured output",
    item: "schema",
    script: () => '{"choice": "first"}',
    verdict: "yes",
  },
  {
    name: "JSON in prose",
    ability: "structured output",
    item: "schema",
    script: () => 'Sure: {"choice": "first"}',
    verdict: "no",
  },
  {
    name: "a further key",
    ability: "structured output",
    item: "schema",
    script: () => '{"choice": "first", "more": 1}',
    verdict: "no",
  },
  {
    name: "a cut reply",
    ability: "structured output",
    item: "schema",
    script: () => ({ text: "{", finish: "truncated" }),
    verdict: "unclear",
  },
  {
    name: "a refusal",
    ability: "structured output",
    item: "schema",
    script: () => refusal,
    verdict: "refused",
  },
  {
    name: "cached tokens",
    ability: "prompt cache",
    item: "cache",
    script: () => ({ text: "ready", usage: { ...usage, cachedTokens: 90 } }),
    verdict: "yes",
  },
  {
    name: "none cached",
    ability: "prompt cache",
    item: "cache",
    script: () => ({ text: "ready", usage }),
    verdict: "no",
  },
  {
    name: "choices with their probability",
    ability: "log probabilities",
    item: "probabilities",
    script: () => ({
      text: "4",
      levelTokens: [
        {
          at: 0,
          token: "4",
          top: [
            { token: "4", logprob: -0.1 },
            { token: "3", logprob: -2.4 },
          ],
        },
      ],
    }),
    verdict: "yes",
  },
  {
    name: "no probabilities",
    ability: "log probabilities",
    item: "probabilities",
    script: () => "4",
    verdict: "no",
  },
  { name: "three alike", ability: "repeat variance", item: "repeats", script: () => "3", verdict: "no" },
  {
    name: "one that differs",
    ability: "repeat variance",
    item: "repeats",
    script: ({ tag }) => String(tag.repeat % 2),
    verdict: "yes",
  },
  {
    name: "an impossible one refused",
    ability: "temperature",
    item: "temperature",
    script: ({ params }) => (params.temperature === 0 ? "ready" : refusal),
    verdict: "yes",
  },
  {
    name: "gibberish at an impossible one",
    ability: "temperature",
    item: "temperature",
    script: ({ params }) => (params.temperature === 0 ? "ready" : "zqx ## 7"),
    verdict: "yes",
  },
  {
    name: "an endpoint that answers as it did at 0",
    ability: "temperature",
    item: "temperature",
    script: () => "Sure! ready",
    verdict: "no",
  },
  {
    name: "the same at an impossible one",
    ability: "temperature",
    item: "temperature",
    script: () => '"Ready."',
    verdict: "no",
  },
  {
    name: "any refused",
    ability: "temperature",
    item: "temperature",
    script: () => refusal,
    verdict: "refused",
  },
  {
    name: "reasoning tokens",
    ability: "effort",
    item: "effort",
    script: () => ({ text: "ready", usage: { ...usage, reasoningTokens: 9 } }),
    verdict: "yes",
  },
  {
    name: "no reasoning",
    ability: "effort",
    item: "effort",
    script: () => ({ text: "ready", usage }),
    verdict: "unclear",
  },
  {
    name: "a cut at the limit",
    ability: "output limit",
    item: "limit",
    script: () => ({ text: "1, 2", finish: "truncated", usage }),
    verdict: "yes",
  },
  {
    name: "more than the limit",
    ability: "output limit",
    item: "limit",
    script: () => ({ text: "1, 2", finish: "truncated", usage: { ...usage, outputTokens: 40 } }),
    verdict: "no",
  },
  {
    name: "a full reply",
    ability: "output limit",
    item: "limit",
    script: () => ({ text: "1, 2, 3, ".repeat(40), usage }),
    verdict: "no",
  },
  {
    name: "a reply that ended by itself",
    ability: "output limit",
    item: "limit",
    script: () => ({ text: "1, 2", usage }),
    verdict: "unclear",
  },
])("$ability: $name → $verdict", async ({ ability, item, script, verdict }) => {
  expect(await finding(ability, item, script)).toBe(verdict);
});

it("says that replies report no usage", async () => {
  const none = { ...usage, inputTokens: 0, outputTokens: 0 };
  const { findings } = await examine(
    scriptedModel(() => ({ text: "ready", usage: none })),
    settings,
  );
  expect(findings.find(({ ability }) => ability === "usage")?.verdict).toBe("no");
});

it("stops at what no further request can mend, and finds nothing then", async () => {
  let asked = 0;
  const model = scriptedModel(() => {
    asked += 1;
    return { ...refusal, kind: "auth", fatal: true };
  });
  expect(await examine(model, settings)).toEqual({
    findings: [],
    answersAs: null,
    failure: "auth: not here",
  });
  expect(asked).toBe(1);
});
