import { describe, expect, it } from "vitest";
import { startModelServer, type ServedRequest } from "../support/model-server.ts";
import { askedOf, createProject, evalPath, goodReply, levelOf, type Project } from "../support/project.ts";

/** Three of twelve answers about whose cost the cheap model changes its mind. */
const shaky = new Set(["s003", "s006", "s009"]);

/** The strong model always agrees with the first rater; the cheap one has its moods, one level up or down. */
function createAnswers() {
  const seen = new Map<string, number>();
  return (request: ServedRequest): string => {
    const { sample, dimensions, isJoint } = askedOf(request);
    const good: unknown = JSON.parse(goodReply(request));
    const times = (seen.get(request.rawBody) ?? 0) + 1;
    seen.set(request.rawBody, times);
    if (request.protocol === "messages" || !shaky.has(sample) || !dimensions.includes("cost")) {
      return JSON.stringify(good);
    }
    const level = times === 1 ? levelOf(sample, "cost") : (levelOf(sample, "cost") % 3) + 1;
    if (!isJoint) return JSON.stringify({ ...Object(good), level });
    return JSON.stringify({ ...Object(good), cost: { ...Object(Reflect.get(Object(good), "cost")), level } });
  };
}

async function scene(graders: (url: string) => string) {
  const server = await startModelServer({ answer: createAnswers() });
  const project = await createProject({ graders: graders(server.url) });
  return { server, project, [Symbol.asyncDispose]: server.close };
}

const cheap = (url: string, more: string): string =>
  `{model: "openai:gpt-5.6-mini", base_url: "${url}/v1", mode: per-dimension${more}}`;
const strong = (url: string, mode = "per-dimension"): string =>
  `{model: "anthropic:claude-test", base_url: "${url}", mode: ${mode}}`;

async function run(project: Project) {
  const finished = await project.touchstone(["run", evalPath, "-o", "result.json"]);
  expect(finished).toMatchObject({ code: 0 });
  return { ...finished, document: await project.result() };
}

describe("a panel", () => {
  it("buys nothing again where its members stand in the eval themselves, and shows each member's agreement", async () => {
    await using at = await scene((url) =>
      [
        `  a: ${cheap(url, "")}`,
        `  b: ${strong(url)}`,
        "  both: {panel: {of: [a, b], combine: median}}",
      ].join("\n"),
    );
    const { out, document } = await run(at.project);
    expect(at.server.requests).toHaveLength(2 * 12 * 2);
    const [a, b, both] = document.analysis.cost;
    expect(both?.calls).toBe((a?.calls ?? 0) + (b?.calls ?? 0));
    expect(both?.usd).toBeCloseTo((a?.usd ?? 0) + (b?.usd ?? 0), 10);
    expect(out).toMatch(/^both is made of +a QWK \[95 %\] +n +b QWK \[95 %\] +n$/m);
  });
});

describe("repeats where the first differ", () => {
  it("buy two replies for each dimension, and three more for those on which the two differ", async () => {
    await using at = await scene((url) => `  a: ${cheap(url, ", repeat: {at_least: 2, at_most: 5}")}`);
    const planned = await at.project.touchstone(["run", evalPath, "--dry-run"]);
    expect(planned.out).toContain("48 replies to buy, up to 120 with those that replies lead to");
    const { document, out } = await run(at.project);
    expect(at.server.requests).toHaveLength(2 * 12 * 2 + 3 * shaky.size);
    expect(document.analysis.counts).toMatchObject([
      { dimension: "cost", disputedShare: 0.25 },
      { dimension: "risk", disputedShare: 0, spread: 0 },
    ]);
    expect(out).toContain("a: 12.5 % of its averaged scores come from levels that differ, mean spread");
  });
});

describe("a cascade", () => {
  const doubt = "  doubt: {cascade: {first: cheap, then: strong, when: [spread, no-evidence]}}";

  it("asks a second grader that asks by dimension about doubtful dimensions only", async () => {
    await using at = await scene(
      (url) => `${doubt}\nparts:\n  cheap: ${cheap(url, ", repeat: 2")}\n  strong: ${strong(url)}`,
    );
    const { out } = await run(at.project);
    const asked = at.server.requests.filter(({ protocol }) => protocol === "messages").map(askedOf);
    expect(asked.map(({ sample }) => sample).sort()).toEqual([...shaky].sort());
    expect(new Set(asked.flatMap(({ dimensions }) => dimensions))).toEqual(new Set(["cost"]));
    expect(out).toContain('what "strong" costs and reaches alone is not known: it is a part');
  });

  it("asks a joint second grader for all, and takes its word on doubtful dimensions only", async () => {
    await using at = await scene((url) =>
      [doubt, `  cheap: ${cheap(url, ", repeat: 2")}`, `  strong: ${strong(url, "joint")}`].join("\n"),
    );
    const { document } = await run(at.project);
    const of = (grader: string, part?: string) =>
      document.scores.filter((row) => row.grader === grader && row.part === part);
    expect(of("doubt", "strong")).toHaveLength(2 * shaky.size);
    const changed = of("doubt").filter(({ repeat }) => repeat === null);
    expect(changed.filter((row) => row.status === "scored" && row.spread === undefined)).toHaveLength(3);
  });

  it("says what it saved and kept beside the strong grader alone", async () => {
    await using at = await scene((url) =>
      [doubt, `  cheap: ${cheap(url, "")}`, `  strong: ${strong(url)}`]
        .join("\n")
        .replace("when: [spread, no-evidence]", "when: [no-evidence, unscored]"),
    );
    const { document, out } = await run(at.project);
    expect(document.analysis.cascades).toMatchObject([
      { grader: "doubt", answers: 12, asked: 0, changed: 0 },
    ]);
    expect(out).toMatch(
      /^doubt: "strong" was asked about 0 of 12 answers and changed 0 scores; .* beside .* for "strong" alone\); mean QWK/m,
    );
  });

  it("says in the dry run what it may buy at most, since doubt shows only in replies", async () => {
    await using at = await scene(
      (url) =>
        [`  cheap: ${cheap(url, ", repeat: 2")}`, doubt].join("\n") + `\nparts:\n  strong: ${strong(url)}`,
    );
    const { out } = await at.project.touchstone(["run", evalPath, "--dry-run"]);
    expect(out).toContain("48 replies to buy, up to 72 with those that replies lead to");
  });

  it("is bought once: the same run again asks for nothing", async () => {
    await using at = await scene((url) =>
      [doubt, `  cheap: ${cheap(url, ", repeat: 2")}`, `  strong: ${strong(url)}`].join("\n"),
    );
    const first = await run(at.project);
    const bought = at.server.requests.length;
    const second = await run(at.project);
    expect(at.server.requests).toHaveLength(bought);
    expect(JSON.stringify(second.document)).toBe(JSON.stringify(first.document));
  });
});

describe("a grader that is made of others", () => {
  it.each([
    {
      name: "names one that is there",
      graders: "  p: {panel: {of: [flor, floor]}}\n  floor: {lexical: {}}",
      says: `${evalPath}:7:1 graders.p.panel: there is no grader "flor" (did you mean "floor"?)`,
    },
    {
      name: "is not made of itself",
      graders: "  p: {panel: {of: [p, floor]}}\n  floor: {lexical: {}}",
      says: `${evalPath}:7:1 graders.p.panel: "p" is made of itself`,
    },
    {
      name: "is not made of itself by a detour",
      graders: "  floor: {lexical: {}}\n  p: {panel: {of: [q, floor]}}\n  q: {panel: {of: [floor, p]}}",
      says: `${evalPath}:8:1 graders.p.panel: it is made of itself: p -> q -> p`,
    },
    {
      name: "asks for a doubt that can arise",
      graders: [
        '  one: {model: "compatible:m", base_url: "http://127.0.0.1:9"}',
        "  floor: {lexical: {}}",
        "  p: {cascade: {first: one, then: floor, when: [spread, near-cut, flag]}}",
      ].join("\n"),
      says: 'graders.p.cascade: `spread` needs a first grader with repeats, members or level probabilities; "one" asks once',
    },
    {
      name: "asks for a flag of a grader that looks for flags",
      graders: [
        '  one: {model: "compatible:m", base_url: "http://127.0.0.1:9", evidence: none}',
        "  floor: {lexical: {}}",
        "  p: {cascade: {first: one, then: floor, when: [flag, no-evidence]}}",
      ].join("\n"),
      says: '`flag` needs a first grader with "flags: true"; "one" is not asked about any',
    },
    {
      name: "uses every part",
      graders: "  floor: {lexical: {}}\nparts:\n  spare: {lexical: {}}",
      says: `${evalPath}:9:1 parts.spare: no grader is made of it; move it to graders`,
    },
    {
      name: "has a part of a name of its own",
      graders: "  floor: {lexical: {}}\nparts:\n  floor: {lexical: {}}",
      says: `${evalPath}:9:1 parts.floor: graders has a "floor" too; leave one out`,
    },
  ])("$name", async ({ graders, says }) => {
    const project = await createProject({ graders });
    const { code, err } = await project.touchstone(["run", evalPath]);
    expect(err).toContain(says);
    expect(code).toBe(2);
  });
});
