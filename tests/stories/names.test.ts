import { describe, expect, it } from "vitest";
import { startModelServer, type ModelServer } from "../support/model-server.ts";
import { createProject, evalPath, goodReply, type Project } from "../support/project.ts";

/** A project of real people's answers, in which somebody is named. */
async function realProject(
  { url }: ModelServer,
  list = "name,kind\nPriya Raghunathan,person\nAcme,employer\n",
): Promise<Project> {
  const project = await createProject({
    samples: 4,
    graders: `  local: {model: "compatible:local", base_url: "${url}/v1"}`,
  });
  await project.edit("datasets/d/README.md", "synthetic: true", "synthetic: true\nnames: names.csv");
  await project.edit("datasets/d/README.md", "synthetic: true", "synthetic: false");
  await project.write("datasets/d/names.csv", list);
  const said = "Priya Raghunathan (priya@example.com) of Acme says 15K. ";
  const samples = await project.read("datasets/d/samples.jsonl");
  await project.write("datasets/d/samples.jsonl", samples.replaceAll("We would", `${said}We would`));
  return project;
}

describe("a run over real people's answers", () => {
  it("sends placeholders, and says in the report what was replaced and what is not found", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await realProject(server);

    const { code, out } = await project.touchstone(["run", evalPath, "-o", "result.json"]);

    expect(code).toBe(0);
    expect(server.requests).toHaveLength(4);
    for (const { rawBody } of server.requests) {
      expect(rawBody).not.toMatch(/priya|raghunathan|acme/i);
      expect(rawBody).toContain("[PERSON-1] ([EMAIL-1]) of [EMPLOYER-1] says 15K.");
    }
    expect(out).toContain("a name that is only spoken is not found, and is sent");
    expect(JSON.stringify(await project.result())).not.toMatch(/priya|raghunathan|acme/i);
  });

  it("gives the same text again, so that nothing is bought twice", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await realProject(server);
    await project.touchstone(["run", evalPath]);
    expect(await project.touchstone(["run", evalPath, "--offline"])).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(4);
  });

  it("is calibrated on placeholders too", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await realProject(server);
    await project.touchstone(["calibrate", evalPath]);
    expect(server.requests.map(({ rawBody }) => rawBody).join("")).not.toMatch(/priya|raghunathan|acme/i);
    expect(server.requests.length).toBeGreaterThan(0);
  });

  it("stops before anything leaves where a known name would, and does not repeat the name", async () => {
    await using server = await startModelServer({ answer: goodReply });
    // Our own instructions speak of a transcript, and no replacement touches those.
    const project = await realProject(server, "name,kind\nTranscript,person\n");
    const { code, err } = await project.touchstone(["run", evalPath]);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^sample s00\d: the request to compatible:local would still hold a known name or contact \(person\)/m,
    );
    expect(err).not.toMatch(/\(Transcript|"Transcript/i);
    expect(server.requests).toHaveLength(0);
  });

  it("shows names again in a report for local eyes, and only while the vault is as it was", async () => {
    const quoting = (request: Parameters<typeof goodReply>[0]): string =>
      goodReply(request).replaceAll(
        "begin with two friendly customers",
        "[PERSON-1] ([EMAIL-1]) of [EMPLOYER-1] says 15K",
      );
    await using server = await startModelServer({ answer: quoting });
    const project = await realProject(server);
    const { err: said } = await project.touchstone(["run", evalPath, "-o", "result.json"]);
    const first = /run (story-\w+)/.exec(said)?.[1] ?? "";
    const levels = (await project.result()).scores.map(({ status }) => status);
    expect(new Set(levels)).toEqual(new Set(["scored"]));

    await project.touchstone(["report", "latest", "--names", "-o", "named.json"]);
    const named = JSON.stringify(await project.result("named.json"));
    expect(named).toContain("Priya Raghunathan (priya@example.com) of Acme says 15K");
    expect(await project.touchstone(["report", "result.json", "--names"])).toMatchObject({ code: 2 });

    await project.write("datasets/d/names.csv", "name\nNobody Else\n");
    await project.touchstone(["run", evalPath, "--limit", "1"]);
    const { err } = await project.touchstone(["report", first, "--names", "-o", "later.json"]);
    expect(err).toContain("1 sample keeps its placeholders");
  });

  it("puts run and result on record, and neither names nor answers", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await realProject(server);
    await project.touchstone(["run", evalPath], { env: { USER: "ann" } });
    const log = await project.read(".touchstone/store.events.jsonl");
    expect(
      log
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).type),
    ).toEqual(["run", "result"]);
    expect(log).not.toMatch(/priya|candidate-s001/i);
    expect(await project.touchstone(["audit", "verify"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("2 events, none changed or missing"),
    });
  });

  it("does not touch synthetic answers", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await realProject(server);
    await project.edit("datasets/d/README.md", "synthetic: false", "synthetic: true");
    await project.touchstone(["run", evalPath]);
    expect(server.requests[0]?.rawBody).toContain("Priya Raghunathan");
  });
});
