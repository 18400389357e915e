import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { rm, symlink } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { faults, startModelServer, type Fault, type ModelServer } from "../support/model-server.ts";
import { askedOf, createProject, evalPath, goodReply, type Project } from "../support/project.ts";

const samples = 12;
const run = ["run", evalPath, "-o", "result.json"] as const;

async function projectAt({ url }: ModelServer, more = "gates: []"): Promise<Project> {
  return createProject({
    samples,
    graders: `  a: {model: "openai:gpt-5.6-mini", base_url: "${url}/v1"}`,
    more: `${more}\nlimits: {max_concurrency: 2}`,
  });
}

type Case = {
  readonly name: string;
  readonly spoil: (project: Project) => Promise<void>;
  readonly says: string;
};

describe("an input that is wrong stops the run before anything is bought, with exit 2", () => {
  const cases: readonly Case[] = [
    {
      name: "a wrong path",
      spoil: (project) => project.edit(evalPath, "../datasets/d", "../datasets/dd"),
      says: "datasets/dd: there is no such folder (did you mean datasets/d?)\n",
    },
    {
      name: "an empty file",
      spoil: (project) => project.write(evalPath, ""),
      says: `${evalPath}:1:1 the file is empty, expected an object with dataset, rubric, profile, graders\n`,
    },
    {
      name: "half a JSON line",
      spoil: (project) => project.edit("datasets/d/samples.jsonl", '."}\n{"id":"s003"', '.\n{"id":"s003"'),
      says: "datasets/d/samples.jsonl:2:178 half a line of JSON, expected it to be closed\n",
    },
    {
      name: "two samples with one id",
      spoil: (project) => project.edit("datasets/d/samples.jsonl", '{"id":"s004"', '{"id":"s003"'),
      says: 'datasets/d/samples.jsonl:4 sample "s003" is on line 3 too, expected each id once\n',
    },
    {
      name: "two files with one id",
      spoil: async (project) =>
        project.write("datasets/d/case-studies/e.yaml", await project.read("datasets/d/case-studies/c.yaml")),
      says: 'datasets/d/case-studies/e.yaml:1 id: "c" is the id of another case study too, see datasets/d/case-studies/c.yaml:1\n',
    },
    {
      name: "weights that sum to 99",
      spoil: (project) => project.edit("rubrics/r.yaml", "risk: 50}", "risk: 49}"),
      says: 'rubrics/r.yaml:22:19 profiles.even.weights: the weights of "even" sum to 99, expected 100\n',
    },
    {
      name: "a level off the scale",
      spoil: (project) => project.edit("datasets/d/labels.csv", "s001,h1,cost,3", "s001,h1,cost,6"),
      says: "datasets/d/labels.csv:2 value 6 is not on the scale 1-3\n",
    },
    {
      name: "a label for an unknown sample",
      spoil: (project) => project.edit("datasets/d/labels.csv", "s007,h1,cost", "s07,h1,cost"),
      says: 'datasets/d/labels.csv:26 there is no sample "s07" (did you mean "s007"?)\n',
    },
    {
      name: "a misspelt key",
      spoil: (project) => project.edit(evalPath, "replicates: 200", "replicats: 200"),
      says: `${evalPath}:4:1 replicats: unknown key (did you mean "replicates"?)\n`,
    },
    {
      name: "more replicates than anybody waits for",
      spoil: (project) => project.edit(evalPath, "replicates: 200", "replicates: 1000000000"),
      says: `${evalPath}:4:13 replicates: too big: expected number to be <=100000, got 1000000000\n`,
    },
    {
      name: "a misspelt provider",
      spoil: (project) => project.edit(evalPath, "openai:", "opanai:"),
      says: `graders.a.model: model "opanai:gpt-5.6-mini": unknown provider "opanai" (did you mean "openai"?)`,
    },
    {
      name: "a misspelt fallback",
      spoil: (project) =>
        project.edit(evalPath, "openai:gpt-5.6-mini", 'openai:gpt-5.6-mini", fallback: "antropic:claude'),
      says: `graders.a.fallback: model "antropic:claude": unknown provider "antropic" (did you mean "anthropic"?)`,
    },
    {
      name: "a replies file that is cut",
      spoil: async (project) => {
        await project.edit(evalPath, "gates: []", "gates: []\nreplies: cut.jsonl");
        await project.write("evals/cut.jsonl", '{"key":"00');
      },
      says: "evals/cut.jsonl:1:11 half a line of JSON, expected it to be closed\n",
    },
  ];
  it.each(cases)("$name", async ({ spoil, says }) => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await projectAt(server);
    await spoil(project);
    const refused = await project.touchstone(run);
    expect(refused.err).toContain(says);
    expect(refused.code).toBe(2);
    expect(server.requests).toHaveLength(0);
  });

  it.each([
    { name: "a missing key", args: run, env: {}, says: "set the environment variable OPENAI_API_KEY\n" },
    {
      name: "an output with an unknown ending",
      args: ["run", evalPath, "-o", "result.pdf"],
      says: "result.pdf: no report has this ending; expected one of .json",
    },
    {
      name: "a grader that is not there",
      args: ["run", evalPath, "--grader", "b"],
      says: `--grader b: ${evalPath} has no such grader`,
    },
    {
      name: "a negative cap",
      args: ["run", evalPath, "--max-cost", "-1"],
      says: "expected US dollars above 0",
    },
  ])("$name", async ({ args, says, ...io }) => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await projectAt(server);
    const refused = await project.touchstone(args, io);
    expect(refused.err).toContain(says);
    expect(refused.code).toBe(2);
    expect(server.requests).toHaveLength(0);
  });

  it.each([
    {
      name: "another rubric",
      change: (project: Project) => project.edit("rubrics/r.yaml", "names cost once", "names cost twice"),
      says: "this run differs from it in rubric; the rubric changed and its version 1.0.0 was not raised",
    },
    {
      name: "other labels",
      change: (project: Project) => project.edit("datasets/d/labels.csv", "s001,h1,cost,3", "s001,h1,cost,2"),
      says: "this run differs from it in labels;",
    },
  ])("a baseline of $name", async ({ change, says }) => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await projectAt(server, "gates: []\nregression: {baseline: story.baseline.jsonl}");
    await project.touchstone(run);
    await project.touchstone(["baseline", "accept", evalPath]);
    await change(project);
    const bought = server.requests.length;
    const refused = await project.touchstone(run);
    expect(refused.err).toContain("story.baseline.jsonl: non-comparable");
    expect(refused.err).toContain(says);
    expect(refused.err).toContain(
      'accept a new baseline: remove this one, run again, then "touchstone baseline accept"',
    );
    expect(refused.code).toBe(2);
    expect(server.requests).toHaveLength(bought);
  });

  it("a store that a newer version wrote, which stays as it is", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await projectAt(server);
    await project.touchstone(run);
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(project.file(".touchstone/store.sqlite"));
    database.exec("pragma user_version = 99");
    const refused = await project.touchstone(run);
    expect(refused.err).toContain(
      "store.sqlite: the store is of version 99, this program knows versions up to",
    );
    expect(refused.err).toContain("update the program, or choose another store with --store");
    expect(refused.code).toBe(2);
    expect(database.prepare("select count(*) as n from replies").get()).toEqual({ n: samples });
    database.close();
    expect(server.requests).toHaveLength(samples);
  });
});

describe("a provider that refuses stops the run with exit 3; what was bought is kept, the same command buys the rest", () => {
  it.each<{ name: string; fault: Fault; says: string }>([
    {
      name: "a wrong key",
      fault: faults.wrongKey(),
      says: "openai:gpt-5.6-mini: status 401: the API key was refused; check the key in OPENAI_API_KEY and run",
    },
    {
      name: "quota exceeded",
      fault: faults.quota(),
      says: "openai:gpt-5.6-mini: status 429: You exceeded your current quota, please check your plan and billing details.; top up the account and run",
    },
    {
      name: "a model that does not exist",
      fault: faults.unknownModel(),
      says: "openai:gpt-5.6-mini: status 404: The model does not exist; check the model's name in the eval and run",
    },
  ])("$name", async ({ fault, says }) => {
    let isMended = false;
    await using server = await startModelServer({
      answer: goodReply,
      fault: ({ number }) => (number > 5 && !isMended ? fault : null),
    });
    const project = await projectAt(server);
    const stopped = await project.touchstone(run);
    expect(stopped.err).toContain(`${says} the same command again, what was bought is kept\n`);
    expect(stopped.err).not.toContain("openai-key");
    expect(stopped.code).toBe(3);
    expect(await project.storedReplies()).toBe(5);
    // At most the two that were under way are refused, nothing follows them.
    expect(server.requests.length).toBeLessThanOrEqual(7);

    isMended = true;
    const before = server.requests.length;
    expect(await project.touchstone(run)).toMatchObject({ code: 0 });
    expect(server.requests.length - before).toBe(samples - 5);
  });
});

describe("a reply that cannot be read is data: stored, counted, asked again once, then unscored", () => {
  it.each([
    { name: "prose", fault: null, reason: "unparsable" },
    { name: "cut in half by the token limit", fault: faults.maxTokens, reason: "truncated" },
    { name: "a refusal", fault: faults.refusal, reason: "refused" },
  ])("$name", async ({ fault, reason }) => {
    const isThird = ({ prompt }: { prompt: string }) => askedOf({ prompt }).sample === "s003";
    await using server = await startModelServer({
      answer: (request) => (isThird(request) ? "It was a fine answer, all told." : goodReply(request)),
      fault: (request) => (isThird(request) ? fault : null),
    });
    const project = await projectAt(server, "gates: [{metric: scored_share, at_least: 0.97}]");
    const failed = await project.touchstone(run);
    expect(failed.out).toContain(`a: 2 scores missing (2 ${reason})`);
    expect(failed.out).toContain("FAIL: 1 of 1 required gates failed");
    expect(failed.code).toBe(1);
    const asked = samples + (reason === "refused" ? 0 : 1);
    expect(server.requests).toHaveLength(asked);
    expect(await project.storedReplies()).toBe(asked);
    const lost = (await project.result()).scores.filter(({ sample }) => sample === "s003");
    expect(lost.map((score) => score.status === "unscored" && score.reason)).toEqual([reason, reason]);
  });

  it("a body cut in half is no reply: it is asked for again and the score stands", async () => {
    await using server = await startModelServer({
      answer: goodReply,
      fault: ({ number }) => (number === 2 ? faults.cutJson : number === 4 ? faults.cutConnection : null),
    });
    const project = await projectAt(server);
    expect(await project.touchstone(run)).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(samples + 2);
    expect((await project.result()).scores.every(({ status }) => status === "scored")).toBe(true);
  });

  it("a grader that got no score at all could not finish: exit 3, whatever the gates say", async () => {
    await using server = await startModelServer({ answer: () => "Fine." });
    const project = await projectAt(server);
    const failed = await project.touchstone(run);
    expect(failed.err).toContain("no score at all from a (unparsable): the reasons are in the report");
    expect(failed.code).toBe(3);
    expect(await project.storedReplies()).toBe(2 * samples);
  });

  it("a server that is not there is named as what kept the scores away", async () => {
    const project = await createProject({
      samples: 1,
      graders: `  a: {model: "openai:gpt-5.6-mini", base_url: "http://127.0.0.1:9/v1"}`,
    });
    const { code, err } = await project.touchstone(["run", evalPath]);
    expect(err).toContain("no score at all from a (provider-error: connection): ");
    expect(code).toBe(3);
  });
});

describe("an interruption", () => {
  it("ends the run with exit 130, keeps what arrived, and the same command goes on", async () => {
    const interruption = new AbortController();
    await using server = await startModelServer({
      answer: (request) => {
        if (request.number === 5) interruption.abort();
        return goodReply(request);
      },
    });
    const project = await projectAt(server);
    const stopped = await project.touchstone(run, { interrupted: interruption.signal });
    expect(stopped.err).toContain(
      "interrupted: replies that arrived are stored, the same command goes on from here\n",
    );
    expect(stopped.code).toBe(130);
    expect(await project.storedReplies()).toBe(server.requests.length);
    expect(await project.touchstone(run)).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(samples);
  });
});

describe("a full disk", () => {
  it.skipIf(!existsSync("/dev/full"))(
    "loses an output and no reply (skipped without /dev/full)",
    async () => {
      await using server = await startModelServer({ answer: goodReply });
      const project = await projectAt(server);
      await symlink("/dev/full", project.file("result.json"));
      const full = await project.touchstone(run);
      expect(full.err).toContain("result.json: the disk is full or failing (ENOSPC); free some space");
      expect(full.code).toBe(3);
      expect(await project.storedReplies()).toBe(samples);
      await rm(project.file("result.json"));
      expect(await project.touchstone(run)).toMatchObject({ code: 0 });
      expect(server.requests).toHaveLength(samples);
    },
  );

  it.skipIf(process.platform === "win32")(
    "that takes no more replies stops the run, keeps those it has, and the same command buys the rest (skipped on Windows)",
    async () => {
      await using server = await startModelServer({ answer: goodReply });
      const graders = `  a: {model: "compatible:local", base_url: "${server.url}/v1"}`;
      const more = "gates: []\nlimits: {max_concurrency: 5}";
      const project = await createProject({ samples: 200, graders, more });
      const program = fileURLToPath(new URL("killed-run.ts", import.meta.url));
      const command = `ulimit -f 1000; exec "${process.execPath}" "${program}" ${run.join(" ")}`;

      const stopped = await ended("/bin/sh", ["-c", command], project.path);
      expect(stopped.err).toContain(
        "the disk is full or failing; free some space and run the same command again",
      );
      expect(stopped.code).toBe(3);
      const kept = await project.storedReplies();
      expect(kept).toBeGreaterThan(0);
      expect(server.requests.length - kept).toBeLessThanOrEqual(5);

      const before = server.requests.length;
      expect(await project.touchstone(run)).toMatchObject({ code: 0 });
      expect(server.requests.length - before).toBe(200 - kept);
    },
  );
});

describe("a Node that is too old", () => {
  const program = fileURLToPath(new URL("../../bin/touchstone.js", import.meta.url));
  const says = /^touchstone needs Node 22\.18 or newer and runs on 2\d\.\d+\.\d+: install a newer Node/;

  it("is told so in one sentence, with exit 2", async () => {
    const pretence = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.11.0" } })`;
    const preload = `data:text/javascript,${encodeURIComponent(pretence)}`;
    const refused = await ended(process.execPath, ["--import", preload, program, "run", evalPath], "/");
    expect(refused).toMatchObject({ code: 2, out: "", err: expect.stringMatching(says) });
  });

  const own = "/usr/bin/node";
  const isOld =
    existsSync(own) && /^v(1\d|2[01])\./.test(execFileSync(own, ["--version"], { encoding: "utf8" }));
  it.skipIf(!isOld)("also by the machine's own (skipped where that is new enough)", async () => {
    const refused = await ended(own, [program, "run", evalPath], "/");
    expect(refused).toMatchObject({ code: 2, out: "", err: expect.stringMatching(says) });
  });
});

function ended(
  file: string,
  args: readonly string[],
  cwd: string,
): Promise<{ code: unknown; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(file, args, { cwd }, (error, out, err) => resolve({ code: error?.code ?? 0, out, err }));
  });
}
