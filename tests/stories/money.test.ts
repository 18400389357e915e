import { expect, it } from "vitest";
import { faults, startModelServer } from "../support/model-server.ts";
import { createPrefixCache } from "../support/prefix-cache.ts";
import { createProject, evalPath, goodReply } from "../support/project.ts";

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
