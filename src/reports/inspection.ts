import { counted } from "../domain/counted.ts";
import type { Inspection } from "../transcripts/inspection.ts";
import { talkWarningKinds } from "../transcripts/talk.ts";
import { csvLine } from "./csv-line.ts";
import { oneLine } from "./one-line.ts";
import { alignedTable } from "./table.ts";
import { percent } from "./words.ts";

type ReadInspection = Extract<Inspection, { readonly status: "read" }>;

/** The terminal's report: a block for each file, the refused ones in a line, counts last. */
export function inspectionText(inspections: readonly Inspection[]): string {
  const blocks = inspections.map((inspection) =>
    inspection.status === "read" ? readText(inspection) : refusalText(inspection),
  );
  return oneLineEach([...blocks, summary(inspections)].join("\n"));
}

/** Files are named by whoever recorded them; none may steer the terminal. */
function oneLineEach(text: string): string {
  return text.split("\n").map(oneLine).join("\n");
}

function refusalText({ file, problem }: Extract<Inspection, { readonly status: "refused" }>): string {
  return `${file}${problem.line === null ? "" : `:${problem.line}`}  REFUSED: ${problem.message}\n`;
}

function readText(inspection: ReadInspection): string {
  const { file, format, figures, languages } = inspection;
  const spoken = languages.map(({ language, share }) => `${language} ${percent(share)}`).join(", ");
  const facts = [
    format,
    ...(figures.minutes === null ? [] : [`${Math.round(figures.minutes)} min`]),
    counted(figures.words, "word"),
    ...(spoken === "" ? [] : [spoken]),
  ];
  const lines = [...remarks(inspection), ...roleRemarks(inspection)];
  return `${file}  ${facts.join(", ")}\n${indented(speakerTable(inspection))}${lines.map((line) => `  ${line}\n`).join("")}`;
}

const shownSpeakers = 12;

function speakerTable({ figures, roles }: ReadInspection): string {
  const more = figures.speakers.length - shownSpeakers;
  const table = alignedTable({
    head: ["speaker", "role", "words", "talk", "turns", "asks in"],
    rows: figures.speakers
      .slice(0, shownSpeakers)
      .map(({ speaker, words, talkShare, turns, askingShare }) => [
        speaker === "" ? "(no label)" : speaker,
        roles[speaker] ?? "unknown",
        String(words),
        percent(talkShare),
        String(turns),
        percent(askingShare),
      ]),
  });
  return more > 0 ? `${table}and ${counted(more, "more speaker")}\n` : table;
}

function roleRemarks({ figures: { guess, speakers }, roleProblem }: ReadInspection): string[] {
  if (roleProblem === null) return [];
  const hint =
    guess !== null
      ? `"${guess.candidate}" sounds like the candidate (confidence ${guess.confidence.toFixed(2)})`
      : speakers.length === 1
        ? "only one voice was told apart"
        : "nobody sounds more like the candidate than others";
  return [`! cannot be scored yet: ${roleProblem}`, `  ${hint}`];
}

function remarks({ figures, tokens, identifying, warnings, languages }: ReadInspection): string[] {
  const found = Object.entries(identifying).map(([kind, count]) => `${count} ${kind}`);
  return [
    `tokens: ${tokens.before} as exported, ${tokens.after} as turns`,
    ...(found.length === 0
      ? []
      : [`identifying in the words: ${found.join(", ")} (what is not listed or telling is not found)`]),
    ...(languages.length > 1 && (languages[1]?.share ?? 0) >= 0.1
      ? ["! more than one language is spoken"]
      : []),
    ...(figures.speakers.length === 1 ? ["! one speaker only"] : []),
    ...(figures.speakers.length > 8 ? [`! ${figures.speakers.length} speakers: is this one interview?`] : []),
    ...warnings.map(({ kind, count, turn, example }) => {
      const where = [
        ...(turn === null ? [] : [`turn ${turn}`]),
        ...(example === null ? [] : [`"${example.slice(0, 60)}"`]),
      ];
      return `! ${talkWarningKinds[kind]}: ${count}${where.length === 0 ? "" : ` (first: ${where.join(", ")})`}`;
    }),
    ...figures.gaps.slice(0, 5).map(({ turn, seconds }) => `gap of ${seconds} s before turn ${turn}`),
    ...(figures.overlaps === 0 ? [] : [`${counted(figures.overlaps, "turn")} begin while another speaks`]),
    ...figures.misattribution.slice(0, 5).map(({ turn, says }) => `! turn ${turn}: ${says}`),
  ];
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}

function summary(inspections: readonly Inspection[]): string {
  const read = inspections.filter((each) => each.status === "read");
  const formats = new Map<string, number>();
  for (const { format } of read) formats.set(format, (formats.get(format) ?? 0) + 1);
  const unknown = read.filter(({ unknownSpeakers }) => unknownSpeakers.length > 0).length;
  const refused = inspections.length - read.length;
  const parts = [
    ...[...formats].map(([format, count]) => `${count} ${format}`),
    ...(refused === 0 ? [] : [`${refused} refused`]),
  ];
  const blocked = unknown === 0 ? "" : `; ${unknown} cannot be scored before their speakers have roles`;
  return `${counted(inspections.length, "file")}: ${parts.join(", ")}${blocked}\n`;
}

/** Everything, as JSON. */
export function inspectionJson(inspections: readonly Inspection[]): string {
  return `${JSON.stringify({ files: inspections }, null, 2)}\n`;
}

/** One line for each speaker of each file: with `role` filled in it says who is who (`--speakers`). */
export function inspectionCsv(inspections: readonly Inspection[]): string {
  const head = csvLine(["file", "speaker", "role", "guess", "confidence", "words", "talk_share", "turns"]);
  const lines = inspections.flatMap((each) => (each.status === "read" ? speakerLines(each) : []));
  return head + lines.join("");
}

function speakerLines({ file, figures, roles }: ReadInspection): string[] {
  const { speakers, guess } = figures;
  return speakers.map(({ speaker, words, talkShare, turns }) => {
    const isGuess = guess?.candidate === speaker;
    const share = Number(talkShare.toFixed(3));
    const confidence = isGuess ? Number(guess.confidence.toFixed(2)) : null;
    return csvLine([
      file,
      speaker,
      roles[speaker] ?? null,
      isGuess ? "candidate" : null,
      confidence,
      words,
      share,
      turns,
    ]);
  });
}
