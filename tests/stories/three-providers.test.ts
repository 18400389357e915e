import { expect, it } from "vitest";
import type { ScoreRow } from "../../src/domain/score.ts";
import {
  startModelServer,
  type ModelServer,
  type Protocol,
  type ServedRequest,
} from "../support/model-server.ts";
import { askedOf, createProject, evalPath, goodReply } from "../support/project.ts";

const dimensions = ["literacy", "sense", "metrics", "cost", "safety", "people"] as const;

function threeGraders({ url }: ModelServer, mode: "joint" | "per-dimension"): string {
  return [
    `  a: {model: "openai:gpt-5.6-mini", base_url: "${url}/v1", mode: ${mode}}`,
    `  b: {model: "anthropic:claude-test", base_url: "${url}", mode: ${mode}}`,
    `  c: {model: "compatible:local", base_url: "${url}/v1", mode: ${mode}}`,
  ].join("\n");
}

function scoresOf(scores: readonly ScoreRow[], grader: string): unknown[] {
  return scores.filter((score) => score.grader === grader).map((score) => ({ ...score, grader: "any" }));
}

it.each(["joint", "per-dimension"] as const)(
  "the same replies from three providers give the same scores (%s)",
  async (mode) => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await createProject({ dimensions, graders: threeGraders(server, mode) });

    expect(await project.touchstone(["run", evalPath, "-o", "result.json"])).toMatchObject({ code: 0 });

    const { scores } = await project.result();
    const perGrader = 12 * dimensions.length;
    expect(scoresOf(scores, "a")).toHaveLength(perGrader);
    expect(scores.every(({ status }) => status === "scored")).toBe(true);
    expect(scoresOf(scores, "b")).toEqual(scoresOf(scores, "a"));
    expect(scoresOf(scores, "c")).toEqual(scoresOf(scores, "a"));
    expect(server.requests).toHaveLength(3 * (mode === "joint" ? 12 : perGrader));
  },
);

it("every request carries what its provider needs for privacy, structure and caching", async () => {
  await using server = await startModelServer({ answer: goodReply });
  const project = await createProject({
    dimensions,
    samples: 1,
    graders: threeGraders(server, "per-dimension"),
  });
  await project.touchstone(["run", evalPath]);

  const bodies = (protocol: Protocol): unknown[] =>
    server.requests.filter((request) => request.protocol === protocol).map(({ body }) => body);
  for (const body of bodies("responses")) {
    expect(body).toMatchObject({
      store: false,
      prompt_cache_key: expect.any(String),
      text: { format: { type: "json_schema", strict: true } },
      input: [{}, { content: [{ prompt_cache_breakpoint: { mode: "explicit" } }, {}] }],
    });
  }
  for (const body of bodies("messages")) {
    expect(body).toMatchObject({
      output_config: { format: { type: "json_schema" } },
      messages: [{ content: [{ cache_control: { type: "ephemeral" } }, {}] }],
    });
  }
  for (const body of bodies("chat")) {
    expect(body).toMatchObject({ response_format: { type: "json_schema", json_schema: { strict: true } } });
  }
  expect(
    new Set(server.requests.map(({ headers }) => headers.authorization ?? headers["x-api-key"])),
  ).toEqual(new Set(["Bearer openai-key", "anthropic-key", undefined]));
});

/** Which conversation a request belongs to: all dimensions of one answer at one provider. */
function conversationOf(request: ServedRequest): string {
  return `${request.protocol} ${askedOf(request).sample}`;
}

it("the dimensions of an answer share their prefix byte for byte, and the first goes alone", async () => {
  const askedBeforeFirstReply: Record<string, number> = {};
  await using server = await startModelServer({
    latencyMs: 20,
    answer: (request) => {
      const conversation = conversationOf(request);
      const asked = server.requests.filter((other) => conversationOf(other) === conversation);
      askedBeforeFirstReply[conversation] ??= asked.length;
      return goodReply(request);
    },
  });
  const project = await createProject({
    dimensions,
    samples: 3,
    graders: threeGraders(server, "per-dimension"),
  });
  await project.touchstone(["run", evalPath]);

  const conversations = Map.groupBy(server.requests, conversationOf);
  expect(conversations.size).toBe(9);
  for (const [conversation, requests] of conversations) {
    expect(askedBeforeFirstReply[conversation]).toBe(1);
    const bodies = requests.map(({ rawBody }) => rawBody.split("Score this dimension and no other."));
    expect(bodies).toHaveLength(dimensions.length);
    expect(new Set(bodies.map(([prefix]) => prefix)).size).toBe(1);
    expect(bodies[0]?.[0]).toContain("This is the answer of");
    expect(new Set(bodies.map(([, rest]) => rest)).size).toBe(dimensions.length);
  }
});
