import { expect, it } from "vitest";
import { readableOf } from "../../src/privacy/cells.ts";
import { textsIn } from "../../src/privacy/leaks.ts";
import { wordsOf } from "../../src/privacy/words.ts";
import {
  emails,
  figuresOf,
  listedEmployers,
  listedPeople,
  phones,
  spoken,
  transcriptSaying,
} from "../privacy/planted.ts";
import { startModelServer } from "../support/model-server.ts";
import { answerOf, createProject, evalPath, goodReply, sampleIds } from "../support/project.ts";

const count = 20;
const perSample = 10;

/** What the how-manieth answer says beside its matter: ten people, ten employers, ten addresses, ten numbers. */
function plantedIn(index: number): string[] {
  const some = <Text>(all: readonly Text[]): Text[] => all.slice(index * perSample, (index + 1) * perSample);
  return [
    ...some(listedPeople).map(({ name }, at) => spoken(name, at)),
    ...some(listedEmployers).map(({ name }, at) => spoken(name, at)),
    ...some(emails).map((text) => `write to ${text}`),
    ...some(phones).map((text) => `I am at ${text}`),
  ];
}

function folded(text: string): string {
  return ` ${wordsOf(readableOf(text))
    .map((word) => word.folded)
    .join(" ")} `;
}

it("none of 200 people, employers, addresses and numbers is in a request, and every figure is", async () => {
  await using server = await startModelServer({ answer: goodReply });
  const project = await createProject({
    samples: count,
    graders: `  local: {model: "compatible:local", base_url: "${server.url}/v1"}`,
  });
  await project.edit("datasets/d/README.md", "synthetic: true", "synthetic: false\nnames: names.csv");
  await project.write(
    "datasets/d/names.csv",
    [
      "name,kind",
      ...[...listedPeople, ...listedEmployers].map(({ name, kind }) => `${name},${kind}`),
      "",
    ].join("\n"),
  );
  const ids = sampleIds(count);
  const texts = ids.map(
    (id, index) => `${transcriptSaying(index, plantedIn(index))}\nCandidate: ${answerOf(id)}\n`,
  );
  for (const [index, id] of ids.entries())
    await project.write(`datasets/d/transcripts/${id}.txt`, texts[index] ?? "");
  const rows = ids.map((id) => ({
    id,
    candidate: `c-${id}`,
    case_study: "c",
    transcript: `transcripts/${id}.txt`,
  }));
  await project.write("datasets/d/samples.jsonl", rows.map((row) => `${JSON.stringify(row)}\n`).join(""));

  expect(await project.touchstone(["run", evalPath, "-o", "result.json"])).toMatchObject({ code: 0 });

  expect(server.requests).toHaveLength(count);
  const secrets = [
    ...listedPeople.map(({ name }) => name),
    ...listedEmployers.map(({ name }) => name),
    ...emails,
    ...phones,
  ];
  const sent = server.requests.map(({ body }) => folded(textsIn(body).join("\n")));
  expect(secrets.filter((secret) => sent.some((text) => text.includes(folded(secret))))).toEqual([]);
  expect((await project.result()).scores.every(({ status }) => status === "scored")).toBe(true);
  const prompts = server.requests
    .map(({ prompt }) => prompt.replaceAll(/\[[A-Z]+-\d+[a-z]*\]/g, ""))
    .join("\n");
  for (const index of ids.keys()) {
    for (const figure of figuresOf(transcriptSaying(index, []))) expect(prompts).toContain(figure);
  }
});
