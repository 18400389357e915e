import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readDataset } from "../../src/store/datasets.ts";
import { projectFiles } from "../../tests/support/project.ts";
import { renderings } from "../../tests/transcripts/renderings.ts";
import { candidate, interviewer, type Speech } from "../../tests/transcripts/talk.ts";

const golden = fileURLToPath(new URL("../../datasets/ai-pm-golden", import.meta.url));

/** Formats that name their speakers, so that a manifest with names is enough. */
const formats = ["zoom-vtt", "teams-vtt", "otter-txt", "srt", "name-lines", "teams-docx", "csv"];

/** About as many words as an hour has. */
const wordsAnHour = 9_000;

/** A project with recordings of an hour each, made of golden answers, in seven formats; the file of one is damaged. */
export async function writeRecordings(path: string, count: number, url: string): Promise<void> {
  const files = projectFiles({
    graders: `  judge: {model: "compatible:local", base_url: "${url}", mode: per-dimension}`,
    more: "gates: []\nscore: {grader: judge, case_study: c}\nlimits: {max_concurrency: 50}",
  });
  for (const [name, text] of Object.entries(files)) await write(join(path, name), text);
  const { samples } = await readDataset(golden);
  const turns = samples.map(({ transcript }) => transcript.turns);
  const rows = ["file,candidate,consent"];
  for (let index = 0; index < count; index += 1) {
    const rendering = renderings[formats[index % formats.length] ?? ""];
    if (rendering === undefined) throw new Error("no such rendering");
    const file = `r${index}-${rendering.file}`;
    const isDamaged = index === Math.floor(count / 2);
    const content = isDamaged ? Uint8Array.from([0, 255, 1, 254, 0]) : rendering.render(hourOf(turns, index));
    await write(join(path, "recordings", file), content);
    rows.push(`${file},${candidate} ${nth(index)},2026-05-01`);
  }
  await write(join(path, "recordings/manifest.csv"), `${rows.join("\n")}\n`);
}

async function write(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/** A surname of letters alone, so that the manifest holds names and no ids. */
function nth(index: number): string {
  const letters = index
    .toString(26)
    .replaceAll(/./g, (digit) => String.fromCodePoint(97 + Number.parseInt(digit, 26)));
  return `Mc${letters}son`;
}

type GoldenTurns = readonly { readonly role: string; readonly text: string }[];

function hourOf(turns: readonly GoldenTurns[], index: number): Speech[] {
  const speeches: Speech[] = [];
  let words = 0;
  for (let at = index; words < wordsAnHour; at += 1) {
    for (const { role, text } of turns[at % turns.length] ?? []) {
      const start_s = (3600 * words) / wordsAnHour;
      const count = text.split(/\s+/).length;
      words += count;
      const isCandidate = role === "candidate";
      speeches.push({
        speaker: isCandidate ? `${candidate} ${nth(index)}` : interviewer,
        start_s,
        end_s: start_s + (3600 * count) / wordsAnHour,
        text: (speeches.length === 1
          ? `I would begin with two friendly customers, as in case ${index}. ${text}`
          : text
        ).replaceAll(/\s+/g, " "),
      });
    }
  }
  return speeches;
}
