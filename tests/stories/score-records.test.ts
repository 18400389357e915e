import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Dossier } from "../../src/domain/loop.ts";
import type { ScoredRecording } from "../../src/domain/recording.ts";
import { startBatchServer } from "../support/batch-server.ts";
import { faults, startModelServer } from "../support/model-server.ts";
import { askedOf, goodReply, type Project } from "../support/project.ts";
import { createRecordings, evalPath, judgeAt, manifestOf, type Recorded } from "../support/recordings.ts";
import { startRun, until } from "../support/run-process.ts";

const manifest = "recordings/manifest.csv";
const score = ["score", evalPath, manifest] as const;

function recordingsNumbered(count: number): Recorded[] {
  const formats = ["zoom-vtt", "srt", "otter-txt", "teams-vtt"];
  return Array.from({ length: count }, (_, index) => ({
    id: `s${String(index + 1).padStart(3, "0")}`,
    format: formats[index % formats.length] ?? "srt",
    name: `cand-${index + 1}`,
  }));
}

async function scored(project: Project): Promise<readonly ScoredRecording[]> {
  return JSON.parse(await project.read("result.json")).recordings;
}

/** What was found in each recording, apart from names of the store's own making. */
function levelsBy(recordings: readonly ScoredRecording[]) {
  return recordings.map(({ candidate, status, scorecard }) => ({
    candidate,
    status,
    levels: scorecard?.dimensions.map(({ dimension, level }) => [dimension, level]),
  }));
}

describe("a cohort", () => {
  it("is never scored by two fingerprints: the second stops before anything is bought", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const all = recordingsNumbered(4);
    const project = await createRecordings({ graders: judgeAt(server.url), recordings: all });
    await project.write(manifest, manifestOf(all.slice(0, 2)));
    expect(await project.touchstone(score)).toMatchObject({ code: 0 });

    await project.edit("rubrics/r.yaml", "acts on cost with a number", "acts on cost with two numbers");
    await project.write(manifest, manifestOf(all.slice(2)));
    const refused = await project.touchstone(score);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("cohort story was scored otherwise (rubric differ)");
    expect(refused.err).toContain("--rescore-cohort");
    expect(server.requests).toHaveLength(2);

    const partly = await project.touchstone([...score, "--rescore-cohort"]);
    expect(partly.err).toContain("cohort story has 2 more recordings than are named here");
    expect(server.requests).toHaveLength(2);

    expect(await project.touchstone([...score, "--new-cohort", "second"])).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(4);

    await project.write(manifest, manifestOf(all));
    expect(await project.touchstone([...score, "--rescore-cohort", "-o", "result.json"])).toMatchObject({
      code: 0,
    });
    expect(server.requests).toHaveLength(6);
    const fingerprints = (await scored(project)).map(({ scorecard }) => scorecard?.fingerprint);
    expect(new Set(fingerprints).size).toBe(1);
  });

  it("that was opened by a command which scored nobody keeps nothing of it", async () => {
    await using server = await startModelServer({ answer: goodReply, fault: () => faults.wrongKey() });
    const project = await createRecordings({
      graders: judgeAt(server.url),
      recordings: recordingsNumbered(2),
    });
    expect(await project.touchstone(score)).toMatchObject({ code: 3 });
    await project.edit("rubrics/r.yaml", "acts on cost with a number", "acts on cost with two numbers");
    expect(await project.touchstone(score)).toMatchObject({ code: 3 });
  });

  it("has intervals from the eval's last run on labelled answers, by the same rubric and grader", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await createRecordings({
      graders: judgeAt(server.url),
      recordings: recordingsNumbered(2),
      samples: 30,
    });
    expect(await project.touchstone(["run", evalPath])).toMatchObject({ code: 0 });
    await project.touchstone([...score, "-o", "result.json"]);
    const dimension = (await scored(project))[0]?.scorecard?.dimensions[0];
    expect(dimension).toMatchObject({ covers: "raters" });
    expect((await scored(project))[0]?.scorecard?.errorsFrom).toMatchObject({ samples: 30, raters: "human" });
  });

  it("may gain a case study and not lose one to another version", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await createRecordings({
      graders: judgeAt(server.url),
      recordings: recordingsNumbered(1),
    });
    await project.touchstone(score);
    await project.edit("datasets/d/case-studies/c.yaml", "What would you do", "What else would you do");
    expect(await project.touchstone(score)).toMatchObject({
      code: 2,
      err: expect.stringContaining("case-study:c differ"),
    });
  });

  it("is ordered under every profile, with what is noise and what is not comparable said", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await createRecordings({
      graders: judgeAt(server.url),
      recordings: recordingsNumbered(4),
    });
    await project.touchstone([...score, "-o", "result.order.md", "-o", "result.order.json"]);
    const text = await project.read("result.order.md");
    expect(text).toContain("# Cohort story: the same levels under other weights");
    expect(text).toMatch(
      /^- s|^- r-[0-9a-f]{12} over r-[0-9a-f]{12}: [+−-]?\d\.\d\d, the error is not known/m,
    );
    const { orders } = JSON.parse(await project.read("result.order.json"));
    expect(orders).toMatchObject([{ cohort: "story", profile: "even", problem: null }]);
  });
});

describe("decisions", () => {
  async function flaggedProject(url: string): Promise<Project> {
    const project = await createRecordings({
      graders: judgeAt(url, ", flags: true"),
      recordings: recordingsNumbered(2),
      more: "flags: {caps: proposed}",
    });
    await project.edit(
      "rubrics/r.yaml",
      "profiles:",
      'flags: [{id: RF05, when: "begins at once", severity: knockout, proposed_caps: {cost: 1}}]\nprofiles:',
    );
    await project.edit("datasets/d/case-studies/c.yaml", "provenance", "flags: [RF05]\nprovenance");
    return project;
  }

  function raising(request: Parameters<typeof goodReply>[0]): string {
    const { sample } = askedOf(request);
    const flag = {
      evidence:
        sample === "s001" ? [{ kind: "quote", turn: 2, text: "begin with two friendly customers" }] : [],
      cleared_by: [],
      rationale: "so",
      status: sample === "s001" ? "raised" : "not-raised",
    };
    return JSON.stringify({ ...JSON.parse(goodReply(request)), flags: { RF05: flag } });
  }

  it("let a knockout change nothing but the queue until a named person confirms it", async () => {
    await using server = await startModelServer({ answer: raising });
    const project = await flaggedProject(server.url);
    const outputs = ["-o", "result.json", "-o", "result.queue.json"];
    const first = await project.touchstone([...score, ...outputs]);
    expect(first.out).toContain("cand-1 knockout (RF05)");
    const cost = async () =>
      (await scored(project))[0]?.scorecard?.dimensions.find(({ dimension }) => dimension === "cost");
    expect((await cost())?.level).toBeGreaterThan(1);

    const unknown = await project.touchstone([
      "decision",
      "cand-2",
      "--confirm-flag",
      "RF05",
      "--by",
      "A. Roy",
      "--reason",
      "heard it",
      "--saw",
      "recording",
    ]);
    expect(unknown).toMatchObject({
      code: 2,
      err: expect.stringContaining('flag "RF05" is not raised on this candidate'),
    });
    const confirmed = await project.touchstone([
      "decision",
      "cand-1",
      "--confirm-flag",
      "RF05",
      "--by",
      "A. Roy",
      "--reason",
      "heard it",
      "--saw",
      "recording",
    ]);
    expect(confirmed).toMatchObject({ code: 0, out: expect.stringContaining("A. Roy confirmed flag RF05") });

    await project.touchstone([...score, ...outputs]);
    expect(server.requests).toHaveLength(2);
    expect(await cost()).toMatchObject({ level: 1, cappedBy: [{ flag: "RF05", level: 1 }] });
    const [recording] = await scored(project);
    expect(recording?.scorecard?.rulings).toEqual([{ flag: "RF05", ruling: "confirmed", by: "A. Roy" }]);
    expect(recording?.scorecard?.profiles[0]?.confirmedKnockouts).toEqual(["RF05"]);
    const page = await project.touchstone(["explain", "cand-1"]);
    expect(page.out).toContain("confirmed by A. Roy on 2026-01-01: heard it");
  });

  it("after an appeal are a second person's, who has not seen what others made of it", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await createRecordings({
      graders: judgeAt(server.url),
      recordings: recordingsNumbered(2),
    });
    await project.touchstone(score);
    const decide = (...args: string[]) => project.touchstone(["decision", "cand-1", ...args]);
    const by = (name: string, ...saw: string[]) =>
      decide("--outcome", "no", "--by", name, "--reason", "why", ...saw.flatMap((each) => ["--saw", each]));
    expect(await by("A. Roy", "scorecard", "transcript")).toMatchObject({ code: 0 });
    expect(await decide("--appeal", "--reason", "misheard")).toMatchObject({ code: 0 });
    expect(await decide("--appeal", "--reason", "again")).toMatchObject({ code: 2 });

    const queue = await project.touchstone(score);
    expect(queue.out).toContain("cand-1 appeal: the candidate contests the result");
    expect(await by("a.  ROY", "transcript")).toMatchObject({ code: 2 });
    expect(await by("B. Lee", "transcript", "scorecard")).toMatchObject({
      code: 2,
      err: expect.stringContaining("whoever decides an appeal has not seen scorecard"),
    });
    expect(await by("B. Lee", "transcript")).toMatchObject({ code: 0 });
    expect((await project.touchstone(score)).out).not.toContain("appeal");

    const page = (await project.touchstone(["explain", "cand-1"])).out;
    expect(page).toContain('A. Roy decided "no" with scorecard, transcript seen');
    expect(page).toContain("2026-01-01: you contested it. misheard");
    expect((await project.touchstone(["audit", "verify"])).out).toMatch(/^\d+ events, none changed/);
    const log = await project.read(".touchstone/store.events.jsonl");
    expect(log).not.toMatch(/cand-1|Roy|misheard/);
  });

  it.each([
    ["without who", ["--outcome", "no", "--reason", "r", "--saw", "transcript"], "--by is missing"],
    ["without why", ["--outcome", "no", "--by", "A", "--saw", "transcript"], "--reason is missing"],
    ["without what was seen", ["--outcome", "no", "--by", "A", "--reason", "r"], "--saw is missing"],
    ["of two kinds", ["--outcome", "no", "--appeal", "--reason", "r"], "one of --outcome"],
    [
      "on what is no material",
      ["--outcome", "no", "--by", "A", "--reason", "r", "--saw", "scorcard"],
      "did you mean",
    ],
  ])("are refused %s", async (_, args, says) => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await createRecordings({
      graders: judgeAt(server.url),
      recordings: recordingsNumbered(1),
    });
    await project.touchstone(score);
    expect(await project.touchstone(["decision", "cand-1", ...args])).toMatchObject({
      code: 2,
      err: expect.stringContaining(says),
    });
  });

  it("are shown without what a terminal would obey", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await createRecordings({
      graders: judgeAt(server.url),
      recordings: recordingsNumbered(1),
    });
    await project.touchstone(score);
    const words = [
      "--outcome",
      "\u001B[31mno",
      "--by",
      "A\nRoy",
      "--reason",
      "why\u202E",
      "--saw",
      "transcript",
    ];
    const put = await project.touchstone(["decision", "cand-1", ...words]);
    const listed = await project.touchstone(["decision", "cand-1"]);
    expect(put.out).toMatch(/^A Roy decided " \[31mno"; on record as \S+\n$/);
    expect(listed.out).toMatch(/^\S+ A Roy decided " \[31mno": why \n$/);
  });

  it("are refused on somebody who is not here", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await createRecordings({
      graders: judgeAt(server.url),
      recordings: recordingsNumbered(1),
    });
    await project.touchstone(score);
    expect(await project.touchstone(["explain", "cand-11"])).toMatchObject({
      code: 2,
      err: expect.stringContaining('holds no recording of a candidate "cand-11" (did you mean "cand-1"?)'),
    });
  });
});

describe("an explanation", () => {
  it("says nothing of others and nothing of how graders are told to grade", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await createRecordings({
      graders: judgeAt(server.url),
      recordings: recordingsNumbered(3),
    });
    await project.touchstone(score);
    const { out } = await project.touchstone(["explain", "cand-2"]);
    expect(out).toContain("What would you do about contract review?");
    expect(out).toContain('1:00, turn 2: "begin with two friendly customers"');
    expect(out).toContain("Level");
    expect(out).not.toMatch(/cand-1|cand-3|rank/);
    const instructions = JSON.stringify(server.requests[0]?.body).match(
      /You (?:are|grade|score)[^.]*\./,
    )?.[0];
    expect(instructions).toBeDefined();
    expect(out).not.toContain(instructions ?? "");
  });
});

describe("a cohort that is asked for", () => {
  it("is not begun and scored anew by one command, and explains nobody whom it does not hold", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await createRecordings({
      graders: judgeAt(server.url),
      recordings: recordingsNumbered(1),
    });
    expect(await project.touchstone([...score, "--new-cohort", "x", "--rescore-cohort"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("leave one out"),
    });
    await project.touchstone(score);
    expect(await project.touchstone(["explain", "cand-1", "--cohort", "stori"])).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining('(did you mean "story"?), expected one of story'),
    });
    expect((await project.touchstone(["explain", "cand-1", "--cohort", "story"])).out).toContain("Level");
  });
});

describe("scoring that is cut short", () => {
  it(
    "goes on after kill -9, pays again at most what was in flight, and finds the same",
    { timeout: 60_000 },
    async () => {
      await using server = await startModelServer({ answer: goodReply, latencyMs: 20 });
      const recordings = recordingsNumbered(60);
      const graders = judgeAt(server.url, ", mode: per-dimension");
      const more = "limits: {max_concurrency: 8}";
      const whole = await createRecordings({ graders, recordings, more });
      expect(await startRun(whole, [...score, "-o", "result.json"]).ended).toMatchObject({ code: 0 });
      expect(server.requests).toHaveLength(120);

      const killed = await whole.checkout();
      const first = startRun(killed, [...score, "-o", "result.json"]);
      await until(() => server.requests.length >= 180);
      first.kill();
      expect(await first.ended).toMatchObject({ code: null });
      expect(await startRun(killed, [...score, "-o", "result.json"]).ended).toMatchObject({ code: 0 });
      expect(server.requests.length - 240).toBeLessThanOrEqual(8);
      expect(levelsBy(await scored(killed))).toEqual(levelsBy(await scored(whole)));
    },
  );

  it("by a cap ends with exit 3, and keeps what it has", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await createRecordings({
      graders: judgeAt(server.url),
      recordings: recordingsNumbered(6),
    });
    const capped = await project.touchstone([...score, "--max-cost", "0.05", "-j", "1", "-o", "result.json"]);
    expect(capped.code).toBe(3);
    expect(capped.out).toMatch(/[1-5] scorecards, 0 for people alone, [1-5] without either/);
    expect(await project.touchstone(score)).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(6);
  });

  it("by missing replies under --offline scores what it can and names the others", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const all = recordingsNumbered(5);
    const project = await createRecordings({ graders: judgeAt(server.url), recordings: all.slice(0, 3) });
    await project.touchstone(score);
    const more = await createRecordings({ graders: judgeAt(server.url), recordings: all });
    for (const { id } of all.slice(3)) {
      for (const name of (await readdir(more.file("recordings"))).filter((each) => each.startsWith(id)))
        await project.write(`recordings/${name}`, await more.read(`recordings/${name}`));
    }
    await project.write(manifest, manifestOf(all));
    const { code, out } = await project.touchstone([...score, "--offline"]);
    expect(code).toBe(3);
    expect(out).toContain("3 scorecards, 0 for people alone, 2 without either");
    expect(server.requests).toHaveLength(3);
  });

  it("by a batch comes back with the same command", async () => {
    await using server = await startBatchServer({ answer: goodReply });
    const project = await createRecordings({
      graders: `  judge: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1"}`,
      recordings: recordingsNumbered(4),
    });
    const batch = [...score, "--batch", "-o", "result.json"];
    expect(await project.touchstone(batch, { random: Math.random })).toMatchObject({ code: 75 });
    server.end();
    expect(await project.touchstone(batch, { random: Math.random })).toMatchObject({ code: 0 });
    expect(server.batches.flatMap(({ items }) => items)).toHaveLength(4);
    expect(server.requests).toHaveLength(0);
    expect((await scored(project)).every(({ status }) => status === "scored")).toBe(true);
  });

  it("by a batch that it waits for is done in one command", async () => {
    await using server = await startBatchServer({ answer: goodReply, runsMs: 0 });
    const project = await createRecordings({
      graders: `  judge: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1"}`,
      recordings: recordingsNumbered(4),
    });
    expect(await project.touchstone([...score, "--batch", "--wait"], { random: Math.random })).toMatchObject({
      code: 0,
    });
    expect(server.requests).toHaveLength(0);
  });
});

describe("a loop", () => {
  const loop = `id: two
version: 1.0.0
title: Two stages
status: draft
provenance: [{source: notes, section: one}]
scorecard: ../rubrics/r.yaml
case_studies: ../datasets/d/case-studies
stages:
  - {id: first, title: First, rubric: ../rubrics/r.yaml, case_studies: [c], minutes: 30, weight: 60}
  - {id: second, title: Second, rubric: ../rubrics/r.yaml, case_studies: [c], minutes: 30, weight: 40}
why: for a test
`;

  it("joins a candidate's stages, those scored before included", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const all: Recorded[] = [
      { id: "s001", format: "zoom-vtt", name: "cand-1", cells: { stage: "first" } },
      { id: "s002", format: "srt", name: "cand-1", cells: { stage: "second" } },
    ];
    const project = await createRecordings({
      graders: judgeAt(server.url),
      recordings: all,
      score: "{grader: judge, loop: ../loops/two.yaml}",
    });
    await project.write("loops/two.yaml", loop);
    await project.write(manifest, manifestOf(all.slice(0, 1)));
    await project.touchstone([...score, "-o", "result.dossier.json"]);
    const dossier = async (): Promise<Dossier | undefined> =>
      JSON.parse(await project.read("result.dossier.json")).dossiers[0];
    expect((await dossier())?.stages.map(({ status }) => status)).toEqual(["scored", "missing"]);

    await project.write(manifest, manifestOf(all.slice(1)));
    const second = await project.touchstone([
      ...score,
      "-o",
      "result.dossier.json",
      "-o",
      "result.dossier.md",
    ]);
    expect(second.code).toBe(0);
    expect((await dossier())?.stages.map(({ status }) => status)).toEqual(["scored", "scored"]);
    expect((await dossier())?.dimensions[0]?.observations.map(({ stage }) => stage)).toEqual([
      "first",
      "second",
    ]);
    expect(await project.read("result.dossier.md")).toContain("# Dossier of cand-1 over two 1.0.0");
  });

  it("is refused a stage that it does not have", async () => {
    const project = await createRecordings({
      graders: '  judge: {model: "openai:gpt-5.6-mini"}',
      recordings: [{ id: "s001", format: "zoom-vtt", cells: { stage: "frist" } }],
      score: "{grader: judge, loop: ../loops/two.yaml}",
    });
    await project.write("loops/two.yaml", loop);
    expect(await project.touchstone(score)).toMatchObject({
      code: 2,
      err: expect.stringContaining('manifest.csv:2 loop two has no stage "frist" (did you mean "first"?)'),
    });
  });
});

describe("erasure", () => {
  it("leaves nothing of a candidate's recordings, scorecards and decisions, and the others as they were", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await createRecordings({
      graders: judgeAt(server.url),
      recordings: [
        { id: "s001", format: "zoom-vtt", name: "Priya Raghunathan" },
        { id: "s002", format: "zoom-vtt", name: "cand-2" },
      ],
    });
    await project.touchstone([...score, "-o", "result.json"]);
    await project.touchstone([
      "decision",
      "Priya Raghunathan",
      "--outcome",
      "planted-outcome",
      "--by",
      "A",
      "--reason",
      "planted-reason",
      "--saw",
      "transcript",
    ]);
    const held = JSON.parse((await project.touchstone(["export", "Priya Raghunathan"])).out);
    expect(held.held.scorecards).toHaveLength(1);
    expect(held.held.decisions).toHaveLength(1);
    expect(await project.touchstone(["erase", "Priya Raghunathan", "--files"])).toMatchObject({ code: 0 });
    const bytes = await Promise.all(
      (await readdir(project.file(".touchstone"))).map((name) =>
        readFile(join(project.file(".touchstone"), name), "latin1"),
      ),
    );
    for (const text of bytes) expect(text).not.toMatch(/Raghunathan|planted-|answer of s001/);
    expect(await readdir(project.file("recordings"))).toEqual(["manifest.csv", "s002-zoom.vtt"]);
    expect(await project.touchstone(["explain", "cand-2"])).toMatchObject({ code: 0 });
    expect(await project.touchstone([...score, "--offline", "-o", "result.order.json"])).toMatchObject({
      code: 0,
    });
  });
});
