import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { ScoredRecording } from "../../src/domain/recording.ts";
import { startModelServer } from "../support/model-server.ts";
import { goodReply, type Project } from "../support/project.ts";
import {
  createRecordings,
  evalPath,
  interviewOf,
  judgeAt,
  manifestOf,
  sentTo,
  type Recorded,
} from "../support/recordings.ts";

const manifest = "recordings/manifest.csv";
const people = ["Priya Raghunathan", "Tom Okafor", "Ana Lindqvist", "Yusuf Demir", "Chen Wei"];
const formats = ["zoom-vtt", "teams-vtt", "otter-txt", "srt", "teams-docx"] as const;
const mixed: readonly Recorded[] = formats.map((format, index) => ({
  id: `s00${index + 1}`,
  format,
  name: people[index] ?? "",
}));

async function scored(project: Project, name = "result.json"): Promise<readonly ScoredRecording[]> {
  return JSON.parse(await project.read(name)).recordings;
}

async function scene(recordings: readonly Recorded[] = mixed, score?: string, more?: string) {
  const server = await startModelServer({ answer: goodReply });
  const project = await createRecordings({
    graders: judgeAt(server.url),
    recordings,
    ...(score !== undefined && { score }),
    ...(more !== undefined && { more }),
  });
  const command = (...args: string[]) => project.touchstone(["score", evalPath, manifest, ...args]);
  return { server, project, score: command, [Symbol.asyncDispose]: server.close };
}

describe("recordings in five formats", () => {
  it("become scorecards whose quotes have times, and no name leaves or is shown", async () => {
    await using at = await scene();
    const { code, out, err } = await at.score("-o", "result.json", "-o", "result.csv", "-o", "result.md");
    expect(err).toMatch(/^estimate: 5 replies to buy /m);
    expect(err).toContain("a name that is only spoken is not found, and is sent");
    expect(code).toBe(0);
    expect(out).toContain("5 scorecards, 0 for people alone, 0 without either");
    const recordings = await scored(at.project);
    expect(recordings.map(({ format }) => format)).toEqual(formats);
    expect(recordings.every(({ status }) => status === "scored")).toBe(true);
    expect(recordings[0]?.times).toEqual({ "2": 60 });
    const texts = [
      sentTo(at.server.requests),
      out,
      ...(await Promise.all(["json", "csv", "md"].map((ending) => at.project.read(`result.${ending}`)))),
    ];
    for (const text of texts) expect(text).not.toMatch(/raghunathan|okafor|lindqvist|demir|maren/i);
  });

  it("are shown with names from the vault on request", async () => {
    await using at = await scene([
      {
        id: "s001",
        format: "zoom-vtt",
        name: "Priya Raghunathan",
        talk: [
          ...interviewOf("s001"),
          { speaker: "Idris Quaye", start_s: 300, end_s: 310, text: "As Maren Holt said, measure first." },
        ],
      },
    ]);
    await at.score("-o", "result.json", "--names");
    const [recording] = await scored(at.project);
    expect(recording?.candidate).toBe("Priya Raghunathan");
    expect(recording?.source).toContain("s001-zoom.vtt");
  });

  it("are bought once", async () => {
    await using at = await scene();
    await at.score("-o", "result.json");
    const before = await at.project.read("result.json");
    expect(at.server.requests).toHaveLength(5);
    expect(await at.score("-o", "result.json", "--offline")).toMatchObject({ code: 0 });
    expect(await at.project.read("result.json")).toBe(before);
    expect(at.server.requests).toHaveLength(5);
  });

  it("are counted and priced without touching the network", async () => {
    const cells = { case_study: "c" };
    await using at = await scene(
      [
        ...mixed.map((recording) => ({ ...recording, cells })),
        { id: "s006", format: "deepgram", name: "Ines Vargas", cells },
        { id: "s007", format: "zoom-vtt", name: "Lars Holm" },
      ],
      "{grader: judge}",
    );
    const { code, out } = await at.score("--dry-run");
    expect(code).toBe(0);
    expect(out).toMatch(/^7 recordings: zoom-vtt 2, /m);
    expect(out).toContain("without a case study, which is never guessed (1):");
    expect(out).toContain("speakers whose role nobody said (1):\n  manifest.csv:7: 2");
    expect(out).toMatch(
      /estimate: 5 replies to buy \(0 in the store\), about \d+ input tokens, for \$0\.\d+ to at most/,
    );
    expect(out).toContain("time: about 1 min at the eval's limits");
    expect(at.server.requests).toHaveLength(0);
  });
});

describe("what cannot be scored", () => {
  it("keeps no other recording from being scored, is listed, and ends with exit 3", async () => {
    await using at = await scene();
    await writeFile(
      at.project.file("recordings/s002-teams.vtt"),
      Uint8Array.from([0, 159, 146, 150, 0, 1, 2]),
    );
    const { code, out } = await at.score("-o", "result.json");
    expect(code).toBe(3);
    expect(out).toContain("4 scorecards, 0 for people alone, 1 without either");
    expect(out).toMatch(/not scored \(1\):\n {2}manifest\.csv:3: /);
    expect((await scored(at.project)).map(({ status }) => status)).toEqual([
      "scored",
      "failed",
      "scored",
      "scored",
      "scored",
    ]);
    expect(at.server.requests).toHaveLength(4);
  });

  it("waits for its speakers to be named", async () => {
    const recording = { id: "s001", format: "deepgram", name: "Ines Vargas" } as const;
    await using at = await scene([recording]);
    const { code, out } = await at.score();
    expect(code).toBe(3);
    expect(out).toContain(
      "the roles of 2 speakers are not known: fill in the manifest's column candidate_speaker",
    );
    expect(at.server.requests).toHaveLength(0);

    const mapped = { ...recording, cells: { candidate_speaker: "Speaker 1" } };
    await at.project.write(manifest, manifestOf([mapped]));
    expect(await at.score()).toMatchObject({ code: 0 });
  });

  it.each<{ readonly name: string; readonly cells: Readonly<Record<string, string>>; readonly says: RegExp }>(
    [
      {
        name: "consent that was not asked",
        cells: { consent: "" },
        says: /manifest\.csv:2 consent is empty, expected yes, no, or the date/,
      },
      {
        name: "a file outside the folder",
        cells: { file: "../evals/story.yaml" },
        says: /manifest\.csv:2 file "\.\.\/evals\/story\.yaml" leads out of the manifest's folder/,
      },
      {
        name: "an absolute path",
        cells: { file: "/etc/passwd" },
        says: /manifest\.csv:2 file "\/etc\/passwd" leads out/,
      },
      {
        name: "an unknown case study",
        cells: { case_study: "b" },
        says: /manifest\.csv:2 there is no case study "b"/,
      },
      {
        name: "an unknown profile",
        cells: { profile: "evne" },
        says: /manifest\.csv:2 there is no profile "evne"/,
      },
      { name: "a date that is none", cells: { held_on: "May" }, says: /manifest\.csv:2 held_on is "May"/ },
      {
        name: "a stage without a loop",
        cells: { stage: "r1" },
        says: /manifest\.csv:2 it names a stage, and the eval has no loop/,
      },
    ],
  )("is refused with its line before anything is sent: $name", async ({ cells, says }) => {
    await using at = await scene([{ id: "s001", format: "zoom-vtt", cells }]);
    const { code, err } = await at.score();
    expect(code).toBe(2);
    expect(err).toMatch(says);
    expect(at.server.requests).toHaveLength(0);
  });

  it("is a whole manifest without a consent column", async () => {
    await using at = await scene();
    await at.project.write(manifest, (await at.project.read(manifest)).replaceAll(/,(consent|yes)$/gm, ""));
    expect(await at.score()).toMatchObject({
      code: 2,
      err: expect.stringContaining('column "consent" is missing'),
    });
  });

  it("is a recording that nobody says what it answers", async () => {
    await using at = await scene(mixed, "{grader: judge}");
    const { code, err } = await at.score();
    expect(code).toBe(2);
    expect(err).toContain("manifest.csv:2 case_study is missing and never guessed, expected one of c");
  });

  it("is the same recording of the same candidate twice", async () => {
    await using at = await scene([mixed[0] ?? { id: "s001", format: "srt" }]);
    const [head, row] = (await at.project.read(manifest)).split("\n");
    await at.project.write(manifest, `${head}\n${row}\n${row}\n`);
    expect(await at.score()).toMatchObject({
      code: 2,
      err: expect.stringContaining("manifest.csv:3 the same recording of the same candidate as line 2"),
    });
  });
});

describe("a candidate_speaker whom nobody in the recording is called like", () => {
  const invented = "{grader: judge, case_study: c, synthetic: true}";
  const real = "{grader: judge, case_study: c}";

  it.each([
    {
      name: "with the names that are there, where people are invented",
      cells: { candidate_speaker: "Ines Varga" },
      score: invented,
      says: 's001-zoom.vtt: nobody is labelled "Ines Varga" (did you mean "Ines Vargas"?), the speakers are "Maren Holt", "Ines Vargas"',
    },
    {
      name: "where the interviewer is named too",
      cells: { candidate_speaker: "Ines Varga", interviewer_speakers: "Maren Holt" },
      score: invented,
      says: 's001-zoom.vtt: nobody is labelled "Ines Varga" (did you mean "Ines Vargas"?)',
    },
    {
      name: "with labels that name nobody, where people are real",
      format: "deepgram",
      cells: { candidate_speaker: "Speaker 7" },
      score: real,
      says: 'manifest.csv:2: nobody is labelled "Speaker 7" (did you mean "Speaker 0"?), the speakers are "Speaker 0", "Speaker 1"',
    },
    {
      name: "without the names of real people",
      cells: { candidate_speaker: "Ines Varga" },
      score: real,
      says: 'manifest.csv:2: nobody has the label that is said to be the candidate\'s; "touchstone inspect" shows those of its 2 speakers',
    },
  ])("is said to be none, $name", async ({ format = "zoom-vtt", cells, score, says }) => {
    await using at = await scene([{ id: "s001", format, name: "Ines Vargas", cells }], score);
    expect((await at.score("--dry-run")).out).toContain(`cannot be scored (1):\n  ${says}`);
    const { code, out } = await at.score("-o", "result.json");
    expect(code).toBe(3);
    expect(out).toContain(`not scored (1):\n  ${says}`);
    const [recording] = await scored(at.project);
    expect(`${recording?.source}: ${recording?.problem}`).toContain(says);
    expect(at.server.requests).toHaveLength(0);
  });

  it("is not blamed for an interviewer who is misspelt", async () => {
    const cells = { candidate_speaker: "Ines Vargas", interviewer_speakers: "Maren Hold" };
    await using at = await scene([{ id: "s001", format: "zoom-vtt", name: "Ines Vargas", cells }], real);
    expect((await at.score()).out).toContain(
      "manifest.csv:2: a speaker's role is not known: fill in the manifest's column interviewer_speakers or other_speakers",
    );
  });
});

describe("recordings for people alone", () => {
  it("are never sent, stand in every output with the same columns, and wait in the queue", async () => {
    await using at = await scene([
      { id: "s001", format: "zoom-vtt", name: "Priya Raghunathan", cells: { route: "human-only" } },
      { id: "s002", format: "srt", name: "Tom Okafor", cells: { consent: "no" } },
      { id: "s003", format: "srt", name: "Ana Lindqvist" },
    ]);
    const { code, out } = await at.score("-o", "result.csv", "-o", "result.queue.csv");
    expect(code).toBe(0);
    expect(out).toContain("1 scorecard, 2 for people alone, 0 without either");
    expect(at.server.requests).toHaveLength(1);
    const rows = (await at.project.read("result.csv")).trimEnd().split("\n");
    expect(rows).toHaveLength(1 + 3 * 2);
    expect(rows[1]).toMatch(/^story,,c-[0-9a-f]{8},manifest\.csv:2,r-[0-9a-f]{12},c,,human-only,/);
    expect(rows[1]).toMatch(/,cost,human-only,,,,,,,,,,,$/);
    const queue = (await at.project.read("result.queue.csv")).trimEnd().split("\n");
    expect(queue.slice(1).map((row) => row.split(",", 2).join())).toEqual(["3,human-only", "3,human-only"]);
  });
});

describe("graders without checked evidence", () => {
  it.each([
    ["lexical", "  judge: {lexical: {}}", "it is lexical"],
    ["evidence: none", '  judge: {model: "openai:gpt-5.6-mini", evidence: none}', 'it says "evidence: none"'],
    [
      "a mapping of one",
      '  inner: {model: "openai:gpt-5.6-mini", evidence: none}\n  judge: {calibrated: {mapping: m.json, of: inner}}',
      'it says "evidence: none"',
    ],
  ])("do not score real people: %s", async (_, graders, why) => {
    const project = await createRecordings({ graders, recordings: mixed });
    const { code, err } = await project.touchstone(["score", evalPath, manifest]);
    expect(code).toBe(2);
    expect(err).toContain(`grader "judge" may not score real people: ${why}`);
  });

  it("score invented ones, without a manifest too", async () => {
    const project = await createRecordings({
      graders: "  judge: {lexical: {}}",
      recordings: [
        { id: "s001", format: "speaker-lines" },
        { id: "s002", format: "speaker-lines" },
      ],
      score: "{grader: judge, case_study: c, synthetic: true}",
    });
    await project.remove("recordings/manifest.csv");
    const { code, out } = await project.touchstone(["score", evalPath, "recordings", "-o", "result.json"]);
    expect(code).toBe(0);
    expect(out).toContain("2 scorecards");
    expect((await scored(project)).map(({ candidate }) => candidate)).toEqual(["s001-roles", "s002-roles"]);
  });
});

describe("people", () => {
  it("may be called Grader", async () => {
    await using at = await scene([{ id: "s001", format: "zoom-vtt", name: "Grader" }]);
    const { code } = await at.score("-o", "result.json");
    expect(code).toBe(0);
    expect((await scored(at.project))[0]?.candidate).toMatch(/^c-[0-9a-f]{8}$/);
    expect(at.server.requests[0]?.prompt).not.toContain("Grader:");
  });

  it("may have two recordings, which share what stands for a name", async () => {
    const talk = [
      ...interviewOf("s001"),
      { speaker: "Idris Quaye", start_s: 400, end_s: 420, text: "Maren Holt asked the same last week." },
    ];
    await using at = await scene([
      { id: "s001", format: "zoom-vtt", name: "Priya Raghunathan", talk },
      {
        id: "s002",
        format: "srt",
        name: "Priya Raghunathan",
        talk: talk.map((speech) => ({ ...speech, text: speech.text.replace("s001", "s002") })),
      },
    ]);
    expect(await at.score("-o", "result.json")).toMatchObject({ code: 0 });
    const [one, other] = await scored(at.project);
    expect(one?.candidate).toBe(other?.candidate);
    const placeholders = at.server.requests.map(
      ({ prompt }) => /(\[PERSON-\d+\]) asked the same/.exec(prompt)?.[1],
    );
    expect(new Set(placeholders).size).toBe(1);
    expect(placeholders[0]).toBeDefined();
  });

  it("are replaced in the recordings of others too, in whatever group those are read", async () => {
    await using at = await scene([
      { id: "s001", format: "zoom-vtt", name: "Priya Raghunathan" },
      {
        id: "s002",
        format: "srt",
        name: "Tom Okafor",
        talk: [
          ...interviewOf("s002"),
          { speaker: "Idris Quaye", start_s: 400, end_s: 420, text: "Ask Priya Raghunathan about that." },
        ],
      },
    ]);
    await at.score();
    expect(sentTo(at.server.requests)).not.toMatch(/raghunathan/i);
  });
});

describe("a question that was never put", () => {
  it("leaves its dimension unobserved, and is what to ask next", async () => {
    const answer = (request: Parameters<typeof goodReply>[0]): string =>
      JSON.stringify({
        ...JSON.parse(goodReply(request)),
        risk: {
          evidence: [{ kind: "absence", turn: 1, text: "names a harm" }],
          rationale: "no harm named",
          level: 1,
        },
      });
    await using server = await startModelServer({ answer });
    const project = await createRecordings({
      graders: judgeAt(server.url),
      recordings: [
        {
          id: "s001",
          format: "zoom-vtt",
          name: "Priya Raghunathan",
          talk: interviewOf("s001", { followUp: false }),
        },
        { id: "s002", format: "zoom-vtt", name: "Tom Okafor" },
      ],
    });
    await project.touchstone(["score", evalPath, manifest, "-o", "result.json", "-o", "result.md"]);
    const risk = (await scored(project)).map(({ scorecard }) =>
      scorecard?.dimensions.find(({ dimension }) => dimension === "risk"),
    );
    expect(risk[0]).toMatchObject({
      status: "not-observed",
      level: null,
      askNext: ["Who could be harmed if it is wrong?"],
    });
    expect(risk[1]).toMatchObject({ status: "scored", level: 1 });
    expect(await project.read("result.md")).toContain("Ask: Who could be harmed if it is wrong?");
  });
});
