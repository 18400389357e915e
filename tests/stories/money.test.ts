import { describe, expect, it } from "vitest";
import { faults, startModelServer } from "../support/model-server.ts";
import { createPrefixCache } from "../support/prefix-cache.ts";
import { answerOf, createProject, evalPath, goodReply, levelOf } from "../support/project.ts";

const run = ["run", evalPath] as const;

it("the bill says what was spent now and before, with and without caches, in a batch, and how the estimate held", async () => {
  await using server = await startModelServer({
    answer: goodReply,
    cache: createPrefixCache(),
    fault: ({ number }) => (number === 3 ? faults.status(500) : null),
  });
  const project = await createProject({
    graders: [
      "  floor: {lexical: {}}",
      `  cheap: {model: "anthropic:claude-test", base_url: "${server.url}", mode: per-dimension}`,
      `  strong: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1"}`,
    ].join("\n"),
  });
  const first = await project.touchstone([...run, "--all", "--per-month", "1000"]);
  expect(first.code).toBe(0);
  // 12 answers on 2 dimensions, one call each or both in one.
  expect(first.out).toMatch(/^cheap +24 +24 +\$0\.\d+ +\$0\.\d+ /m);
  expect(first.out).toMatch(/^strong +12 +12 /m);
  expect(first.out).toMatch(/^cheap +cost +12 /m);
  expect(first.out).toMatch(/^strong +all in one call +12 /m);
  expect(first.out).toMatch(
    /all graders: 36 replies for \$[\d.]+, of which 36 for \$[\d.]+ now and the rest before/,
  );
  expect(first.out).toMatch(/: 1 attempt failed \(server\), free of charge/);
  expect(first.out).toMatch(/estimate: \$[\d.]+ to at most \$[\d.]+; the bill of \$[\d.]+ is /);
  expect(first.out).toMatch(/1000 interviews a month with cheap: \$[\d.]+ at \$[\d.]+ each/);
  expect(first.out).toContain("1000 interviews a month with floor: $0 at $0 each");
  expect(first.out).toMatch(/cost and agreement: (floor|cheap)/);

  const again = await project.touchstone([...run, "--all"]);
  expect(again.out).toMatch(
    /all graders: 36 replies for \$[\d.]+, of which 0 for \$0 now and the rest before/,
  );
  const reported = await project.touchstone(["report", "--all", "--per-month", "30"]);
  expect(reported.out).toMatch(/of which 0 for \$0 now/);
  expect(reported.out).toMatch(/30 interviews a month with strong: /);
});

/** Three quotes, two sentences and a level on each dimension; a sentence and a status on each flag. */
function fullReply(sample: string, asked: { readonly levels: readonly string[]; readonly flags: boolean }) {
  const quotes = [
    `This is the answer of ${sample}`,
    "We would begin with two friendly customers",
    "measure before we open it to all",
  ];
  const answers = asked.levels.map((dimension) => [
    dimension,
    {
      evidence: quotes.map((text) => ({ kind: "quote", turn: 1, text })),
      rationale: `${sample} says whom it begins with, why those come first, what is measured with them and what has to hold before anybody else is let in, which is how this rubric describes ${dimension}. It names no number that would tell when the measure is met, none for what it may cost, and does not say who decides, so that nothing above this level is borne out.`,
      level: levelOf(sample, dimension),
    },
  ]);
  const flag = {
    evidence: [],
    cleared_by: [],
    rationale:
      "The answer begins with two customers and measures before it goes on to others, as the flag would not.",
    status: "not-raised",
  };
  return { ...Object.fromEntries(answers), ...(asked.flags && { flags: { RF1: flag, RF2: flag } }) };
}

type Event = {
  readonly kind: string;
  readonly usdLow?: number;
  readonly usdHigh?: number;
  readonly spentUsd?: number;
};

describe("an estimate of output alone", () => {
  // 12 answers with 2 levels of 150 tokens and 2 flags of 40 at least, 4,096 tokens a reply at most, $10 a million.
  it.each([
    { mode: "joint", replies: 12, usdLow: (12 * 380 * 10) / 1e6, usdHigh: (12 * 4096 * 10) / 1e6 },
    { mode: "per-dimension", replies: 36, usdLow: (12 * 380 * 10) / 1e6, usdHigh: (36 * 4096 * 10) / 1e6 },
  ])("holds for a grader that is asked about flags in $mode mode", async ({ mode, replies, ...usd }) => {
    await using server = await startModelServer({
      answer: ({ prompt }) => {
        const sample = /answer of (s\d+)/.exec(prompt)?.[1] ?? "";
        const levels = [...prompt.matchAll(/<dimension id="([^"]+)">/g)].map(([, id = ""]) => id);
        const reply = fullReply(sample, { levels, flags: prompt.includes("<flags>") });
        const isOne = mode === "per-dimension" && levels.length === 1;
        return JSON.stringify(isOne ? Object.values(reply)[0] : reply);
      },
    });
    const project = await createProject({
      graders: `  judge: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1", flags: true, mode: ${mode}}`,
    });
    await project.edit(
      "rubrics/r.yaml",
      "profiles:",
      'flags: [{id: RF1, when: "begins at once"}, {id: RF2, when: "asks nobody"}]\nprofiles:',
    );
    await project.edit("datasets/d/case-studies/c.yaml", "provenance", "flags: [RF1, RF2]\nprovenance");
    await project.edit("evals/prices.yaml", "input: 1", "input: 0");
    const { code, err } = await project.touchstone([...run, "--json"]);
    expect(code).toBe(0);
    expect(server.requests).toHaveLength(replies);
    const events: Event[] = err
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const estimated = events.find(({ kind }) => kind === "estimated");
    expect(estimated?.usdLow).toBeCloseTo(usd.usdLow, 10);
    expect(estimated?.usdHigh).toBeCloseTo(usd.usdHigh, 10);
    const spentUsd = events.find(({ kind }) => kind === "finished")?.spentUsd;
    expect(spentUsd).toBeGreaterThan(usd.usdLow);
    expect(spentUsd).toBeLessThan(usd.usdHigh);
  });
});

describe("an answer that is read in segments", () => {
  it("is estimated with the call that scores it, which is certain once the segments are there", async () => {
    const scored = JSON.stringify(fullReply("s001", { levels: ["cost", "risk"], flags: false }));
    const isScoring = ({ prompt }: { readonly prompt: string }) => prompt.includes("Score every dimension");
    let isOut = true;
    await using server = await startModelServer({
      answer: (request) => (isScoring(request) ? scored : '{"quotes": []}'),
      fault: (request) => (isOut && isScoring(request) ? faults.status(400) : null),
    });
    const project = await createProject({
      samples: 1,
      graders: `  judge: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1", context_tokens: 4000, params: {max_output_tokens: 1000}}`,
    });
    const weeks = Array.from(
      { length: 200 },
      (_, week) => ` In week ${week} we would measure and go on as before.`,
    );
    await project.edit("datasets/d/samples.jsonl", answerOf("s001"), answerOf("s001") + weeks.join(""));
    const estimated = async (): Promise<string> =>
      (await project.touchstone([...run, "--dry-run"])).out.split(", about")[0] ?? "";

    expect(await estimated()).toBe(
      "estimate: 2 replies to buy, up to 3 with those that replies lead to (0 in the store)",
    );
    expect((await project.touchstone(run)).code).toBe(3);
    expect(await project.storedReplies()).toBe(2);
    expect(await estimated()).toBe("estimate: 1 reply to buy (2 in the store)");
    isOut = false;
    expect((await project.touchstone(run)).code).toBe(0);
    expect(await project.storedReplies()).toBe(3);
    expect(await estimated()).toBe("estimate: 0 replies to buy (3 in the store)");
  });
});
