import { writeFile } from "node:fs/promises";
import { strToU8, zipSync } from "fflate";
import { expect, it } from "vitest";
import { startModelServer } from "../support/model-server.ts";
import { answerOf, goodReply } from "../support/project.ts";
import { createRecordings, evalPath, judgeAt } from "../support/recordings.ts";

const cue = (index: number, text: string): string =>
  `00:00:${String(index * 2).padStart(2, "0")}.000 --> 00:00:${String(index * 2 + 1).padStart(2, "0")}.000\n${text}\n\n`;

/** Files that somebody will put into a folder of recordings, by name. */
const bad: Readonly<Record<string, string | Uint8Array>> = {
  "empty.vtt": "",
  "binary.txt": Uint8Array.from({ length: 4096 }, (_, index) => (index * 37) % 256),
  "wrong-encoding.txt": Buffer.from("Cand\u00efdate: na\u00efve r\u00e9sum\u00e9\u0080\n", "latin1"),
  "notes.txt": "Summary\n\nKey takeaways\n- strong on cost\n- Action items: none\n",
  "one-speaker.vtt": `WEBVTT\n\n${cue(0, "Idris Quaye: I talk alone.")}`,
  "forty-speakers.vtt": `WEBVTT\n\n${Array.from({ length: 40 }, (_, index) => cue(index % 28, `Person ${index}: hello there`)).join("")}`,
  "backwards.vtt": `WEBVTT\n\n${cue(9, "Maren Holt: second")}${cue(1, "Idris Quaye: first words of mine")}`,
  "unclosed.vtt": "WEBVTT\n\n00:00:01.000 --> 00:00",
  "script.vtt": `WEBVTT\n\n${cue(0, "Maren Holt: <script>alert(1)</script> what would you do?")}${cue(1, `Idris Quaye: ${answerOf("s099")}`)}`,
  "bomb.docx": zipSync({
    "word/document.xml": strToU8(`<w:document>${"<w:p/>".repeat(400_000)}</w:document>`),
  }),
  "external.docx": zipSync({
    "word/document.xml": strToU8(
      "<w:document><w:p><w:r><w:t>Idris Quaye 0:01</w:t></w:r></w:p></w:document>",
    ),
    "word/_rels/document.xml.rels": strToU8(
      '<Relationships><Relationship Target="http://127.0.0.1:1/x" TargetMode="External"/></Relationships>',
    ),
  }),
  "one-line.json": JSON.stringify({ log: "x".repeat(5_000_000) }),
  "missing.vtt": "",
};

it("whatever is in the folder, the others are scored and every file is accounted for", async () => {
  await using server = await startModelServer({
    answer: (request) => (request.prompt.includes("This is the answer of") ? goodReply(request) : "no JSON"),
  });
  const project = await createRecordings({
    graders: judgeAt(server.url),
    recordings: [{ id: "s001", format: "zoom-vtt", name: "cand-1" }],
  });
  for (const [name, content] of Object.entries(bad))
    if (name !== "missing.vtt") await writeFile(project.file(`recordings/${name}`), content);
  const rows = Object.keys(bad).map((name) => `${name},Idris Quaye,yes`);
  await project.write(
    "recordings/manifest.csv",
    `${await project.read("recordings/manifest.csv")}${rows.join("\n")}\n`,
  );
  const { code, out, err } = await project.touchstone([
    "score",
    evalPath,
    "recordings/manifest.csv",
    "-o",
    "result.json",
  ]);
  expect(code).toBe(3);
  expect(`${out}${err}`).not.toMatch(/bug|quaye/i);
  expect(`${out}${err}`).not.toContain("\u001B");
  const { recordings } = JSON.parse(await project.read("result.json"));
  expect(recordings).toHaveLength(1 + rows.length);
  expect(recordings[0].status).toBe("scored");
  const failed = recordings.filter(({ status }: { status: string }) => status === "failed");
  expect(failed.every(({ problem }: { problem: string }) => problem.length > 0)).toBe(true);
  expect(failed.length).toBeGreaterThanOrEqual(7);
  expect(server.requests.map(({ prompt }) => prompt).join("")).not.toContain("<script>");
});
