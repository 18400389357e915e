import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { renderings, type Rendering } from "../transcripts/renderings.ts";
import { candidate, interviewer, type Speech } from "../transcripts/talk.ts";
import type { ServedRequest } from "./model-server.ts";
import { answerOf, createProject, evalPath, type Project } from "./project.ts";

export { evalPath };

/** What an interview of one candidate holds: a prompt, an answer that replies can quote, and perhaps a follow-up. */
export function interviewOf(id: string, { followUp = true }: { readonly followUp?: boolean } = {}): Speech[] {
  const speeches = [
    { speaker: interviewer, text: "What would you do about contract review?" },
    { speaker: candidate, text: answerOf(id) },
    ...(followUp
      ? [
          { speaker: interviewer, text: "Who could be harmed if it is wrong?" },
          { speaker: candidate, text: "Whoever signs without reading. I would show the clause beside it." },
        ]
      : []),
  ];
  return speeches.map((speech, index) => ({ ...speech, start_s: 60 * index, end_s: 60 * index + 40 }));
}

/** One recording of a story: who speaks, in which format, and the manifest's cells. */
export type Recorded = {
  readonly id: string;
  readonly format: string;
  readonly name?: string;
  readonly talk?: readonly Speech[];
  readonly cells?: Readonly<Record<string, string>>;
};

/** A project with a folder of recordings and their manifest. Real people, unless the eval says otherwise. */
export async function createRecordings({
  graders,
  recordings,
  score = "{grader: judge, case_study: c}",
  more = "",
  samples,
}: {
  readonly graders: string;
  readonly recordings: readonly Recorded[];
  readonly score?: string;
  readonly more?: string;
  readonly samples?: number;
}): Promise<Project> {
  const project = await createProject({
    graders,
    more: `gates: []\nscore: ${score}\n${more}`,
    ...(samples !== undefined && { samples }),
  });
  await project.edit(
    "datasets/d/case-studies/c.yaml",
    "provenance: []",
    'provenance: []\nopportunities: {cost: prompt, risk: follow_up}\nfollow_ups: [{ask: "Who could be harmed if it is wrong?", when: "risk was not raised", shows: [risk]}]',
  );
  for (const { id, format, name, talk = interviewOf(id) } of recordings) {
    const { file, render, labels } = renderingOf(format);
    const path = project.file(`recordings/${fileOf(id, file)}`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(
      path,
      render(
        talk.map((speech) => ({
          ...speech,
          speaker: labels === undefined ? called(speech.speaker, name) : speech.speaker,
        })),
      ),
    );
  }
  await project.write("recordings/manifest.csv", manifestOf(recordings));
  return project;
}

function renderingOf(format: string): Rendering {
  const found = renderings[format];
  if (found === undefined) throw new Error(`no rendering ${format}`);
  return found;
}

function fileOf(id: string, file: string): string {
  return `${id}-${file}`;
}

function called(speaker: string, name: string | undefined): string {
  return speaker === candidate && name !== undefined ? name : speaker;
}

/** The manifest of recordings; further columns stand where a recording has cells for them. */
export function manifestOf(recordings: readonly Recorded[]): string {
  const extra = [...new Set(recordings.flatMap(({ cells = {} }) => Object.keys(cells)))];
  const columns = [...new Set(["file", "candidate", "consent", ...extra])];
  const lines = recordings.map(({ id, format, name = candidate, cells = {} }) => {
    const row: Readonly<Record<string, string>> = {
      file: fileOf(id, renderingOf(format).file),
      candidate: name,
      consent: "yes",
      ...cells,
    };
    return columns.map((column) => row[column] ?? "").join(",");
  });
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

/** The grader of most stories: one model behind a loopback address. */
export function judgeAt(url: string, more = ""): string {
  return `  judge: {model: "compatible:local", base_url: "${url}/v1"${more}}`;
}

/** All that was sent, in one text. */
export function sentTo(requests: readonly ServedRequest[]): string {
  return requests.map(({ rawBody }) => rawBody).join("\n");
}
