import { describe, expect, it } from "vitest";
import { faults, startModelServer, type ModelServer, type ServedRequest } from "../support/model-server.ts";
import { askedOf, createProject, evalPath, goodReply, type Project } from "../support/project.ts";

const [samples, dimensions] = [12, ["cost", "risk", "people"]] as const;
const run = ["run", evalPath, "-o", "result.json"] as const;

async function projectAt({ url }: ModelServer, mode = "per-dimension", more = ""): Promise<Project> {
  const graders = `  a: {model: "openai:gpt-5.6-mini", base_url: "${url}/v1", mode: ${mode}${more}}`;
  return createProject({ samples, dimensions, graders, more: "gates: []\nreplies: replies.jsonl.gz" });
}

/** No key and no network. */
const nothing = {
  env: {},
  fetch: () => Promise.reject(new Error("offline means offline")),
};

describe("a second checkout with the exported replies and no key", () => {
  it("gives the same bytes offline", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const first = await projectAt(server);
    expect(await first.touchstone(run)).toMatchObject({ code: 0 });
    const second = await first.checkout();
    await first.touchstone(["replies", "export", "evals/replies.jsonl.gz"]);
    const third = await first.checkout();

    const missing = await second.touchstone([...run, "--offline"], nothing);
    expect(missing.code).toBe(3);
    expect(missing.err).toContain("evals/replies.jsonl.gz does not exist");
    expect(missing.err).toContain(
      `${samples * dimensions.length} replies are missing and --offline buys nothing`,
    );
    expect(missing.err).toContain("a · s001 · cost · repeat 1 · attempt 1");
    expect(missing.err).toContain(`and ${samples * dimensions.length - 10} more`);

    expect(await third.touchstone([...run, "--offline"], nothing)).toMatchObject({ code: 0 });
    expect(await third.read("result.json")).toBe(await first.read("result.json"));
    expect(server.requests).toHaveLength(samples * dimensions.length);
  });

  it("needs no key either where every reply is at hand, and names the variable where one is not", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const first = await projectAt(server);
    await first.touchstone(run);
    expect(await first.touchstone(run, nothing)).toMatchObject({ code: 0 });

    const second = await first.checkout();
    const refused = await second.touchstone(run, nothing);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(
      "openai:gpt-5.6-mini needs an API key: set the environment variable OPENAI_API_KEY",
    );
  });

  it("can import them into its store instead", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const first = await projectAt(server);
    await first.touchstone(run);
    await first.touchstone(["replies", "export", "result.replies.jsonl"]);
    const second = await first.checkout();
    const imported = await second.touchstone(["replies", "import", first.file("result.replies.jsonl")]);
    expect(imported).toMatchObject({ code: 0, out: "imported 36 of 36 replies; 0 were there\n" });
    expect(await second.touchstone([...run, "--offline"], nothing)).toMatchObject({ code: 0 });
    expect(await second.read("result.json")).toBe(await first.read("result.json"));
  });
});

describe("one changed word in one dimension's anchor", () => {
  it.each([
    { mode: "per-dimension", again: samples, about: ["risk"] },
    { mode: "joint", again: samples, about: [...dimensions] },
  ])("buys again what was asked about it ($mode)", async ({ mode, again, about }) => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await projectAt(server, mode);
    await project.touchstone(run);
    const before = server.requests.length;

    await project.edit("rubrics/r.yaml", "names risk once", "names risk twice");
    await project.edit("rubrics/r.yaml", "version: 1.0.0", "version: 1.1.0");
    expect(await project.touchstone(run)).toMatchObject({ code: 0 });

    const bought = server.requests.slice(before);
    expect(bought).toHaveLength(again);
    expect(new Set(bought.flatMap((request) => askedOf(request).dimensions))).toEqual(new Set(about));
  });

  it("buys nothing when only the version was raised, since no prompt shows it", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await projectAt(server);
    await project.touchstone(run);
    await project.edit("rubrics/r.yaml", "version: 1.0.0", "version: 1.1.0");
    await project.touchstone(run);
    expect(server.requests).toHaveLength(samples * dimensions.length);
  });
});

describe("--fresh", () => {
  it("buys everything again under an epoch that it says, and the eval can keep", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await projectAt(server);
    await project.touchstone(run);

    const fresh = await project.touchstone([...run, "--fresh"]);
    const epoch = /under epoch "([^"]+)"/.exec(fresh.err)?.[1];
    expect(epoch).toBe("2026-01-01T00:00:00-i000");
    expect(server.requests).toHaveLength(2 * samples * dimensions.length);
    const document = await project.read("result.json");

    await project.touchstone(run);
    await project.edit(evalPath, "replicates: 200", `replicates: 200\nepoch: "${epoch}"`);
    await project.touchstone(run);
    expect(server.requests).toHaveLength(2 * samples * dimensions.length);
    expect(await project.read("result.json")).toBe(document);
  });
});

describe("--retry-unscored", () => {
  const prose = (request: ServedRequest) =>
    askedOf(request).sample === "s003" ? "I would rather talk." : goodReply(request);

  it("asks again for what was unreadable and nothing else; later runs use those replies without the flag", async () => {
    let answer = prose;
    await using server = await startModelServer({ answer: (request) => answer(request) });
    const project = await projectAt(server, "joint");
    await project.touchstone(run);
    expect(server.requests).toHaveLength(samples + 1);
    await project.touchstone(run);
    expect(server.requests).toHaveLength(samples + 1);
    expect((await project.result()).scores).toContainEqual(
      expect.objectContaining({
        sample: "s003",
        dimension: "cost",
        status: "unscored",
        reason: "unparsable",
      }),
    );

    answer = goodReply;
    await project.touchstone([...run, "--retry-unscored"]);
    expect(server.requests).toHaveLength(samples + 2);
    const document = await project.read("result.json");
    expect(document).not.toContain("unparsable");

    await project.touchstone([...run, "--offline"], nothing);
    expect(await project.read("result.json")).toBe(document);
  });

  it("asks at most `attempts` times more, and every reply counts in the cost", async () => {
    await using server = await startModelServer({ answer: prose });
    const project = await projectAt(server, "joint", ", attempts: 3");
    const callsAfter = async (...flags: string[]): Promise<number | undefined> => {
      await project.touchstone([...run, ...flags]);
      return (await project.result()).analysis.cost[0]?.calls;
    };
    expect(await callsAfter()).toBe(samples + 2);
    expect(await callsAfter("--retry-unscored")).toBe(samples + 5);
    expect(await callsAfter("--retry-unscored")).toBe(samples + 8);
    expect(await callsAfter()).toBe(samples + 8);
    expect(server.requests).toHaveLength(samples + 8);
  });

  it("repairs evidence after a further attempt, and finds that repair again", async () => {
    const invented = (request: ServedRequest) =>
      goodReply(request).replaceAll("begin with two friendly customers", "triple the margin at once");
    let answer = prose;
    await using server = await startModelServer({ answer: (request) => answer(request) });
    const project = await projectAt(server, "joint");
    await project.touchstone(run);

    answer = (request) =>
      (request.prompt.includes("You scored this answer before") ? goodReply : invented)(request);
    await project.touchstone([...run, "--retry-unscored"]);
    const bought = server.requests.length;
    const document = await project.read("result.json");
    expect(bought).toBe(samples + 3);
    expect(document).not.toContain("unparsable");
    await project.touchstone(run);
    expect(server.requests).toHaveLength(bought);
    expect(await project.read("result.json")).toBe(document);
  });
});

describe("a provider that says it is too much", () => {
  it("is asked again after the wait it asks for, and the document does not show it", async () => {
    await using calm = await startModelServer({ answer: goodReply });
    const undisturbed = await projectAt(calm);
    await undisturbed.touchstone(run);

    await using busy = await startModelServer({
      answer: goodReply,
      fault: ({ number }) => (number <= 2 ? faults.rateLimit({ "retry-after": "7" }) : null),
    });
    const waits: number[] = [];
    const project = await undisturbed.checkout();
    const redirected = (input: Parameters<typeof fetch>[0], init?: RequestInit) =>
      fetch(new Request(input).url.replace(calm.url, busy.url), init);
    const finished = await project.touchstone([...run, "--json"], {
      fetch: redirected,
      sleep: async (milliseconds) => void waits.push(milliseconds),
    });

    expect(finished.code).toBe(0);
    // The request waits, and its account with it.
    expect(waits).toEqual([7000, 7000, 7000, 7000]);
    expect(finished.err.match(/"kind":"retry"/g)).toHaveLength(2);
    expect(busy.requests).toHaveLength(samples * dimensions.length + 2);
    expect(await project.read("result.json")).toBe(await undisturbed.read("result.json"));
  });
});
