import { expect, it } from "vitest";
import { faults, startModelServer } from "../support/model-server.ts";
import { createProject, evalPath, goodReply } from "../support/project.ts";

it("a provider that runs out of money in the middle leaves a partial result, and others go on", async () => {
  const [samples, paidFor] = [40, 20];
  let answered = 0;
  await using server = await startModelServer({
    answer: goodReply,
    fault: ({ protocol }) => {
      if (protocol === "messages") return null;
      answered += 1;
      return answered > paidFor ? faults.quota() : null;
    },
  });
  const project = await createProject({
    samples,
    graders: [
      `  a: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1"}`,
      `  b: {model: "anthropic:claude-test", base_url: "${server.url}"}`,
    ].join("\n"),
  });
  const run = ["run", evalPath, "-o", "result.json"];
  const stopped = await project.touchstone(run);
  expect(stopped.code).toBe(3);
  expect(stopped.err).toContain("You exceeded your current quota");
  expect(stopped.err).toContain("top up the account and run the same command again, what was bought is kept");
  const document = await project.result();
  expect(document).toMatchObject({ partial: ["stopped by a provider"], verdict: "inconclusive" });
  const scored = (grader: string) =>
    document.scores.filter((score) => score.grader === grader && score.status === "scored").length;
  expect([scored("a"), scored("b")]).toEqual([paidFor * 2, samples * 2]);
  expect(await project.storedReplies()).toBe(paidFor + samples);

  answered = -samples;
  expect(await project.touchstone(run)).toMatchObject({ code: 0 });
  expect((await project.result()).partial).toEqual([]);
});
