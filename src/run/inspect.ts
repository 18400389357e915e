import { basename } from "node:path";
import type { Sample } from "../domain/sample.ts";
import type { Role } from "../domain/transcript.ts";
import { countTokens } from "../models/tokens.ts";
import { indexNames } from "../privacy/name-index.ts";
import { peopleIn } from "../privacy/people.ts";
import { findIdentifying } from "../privacy/pseudonyms.ts";
import { readTranscriptBytes } from "../store/transcript-files.ts";
import { examineTalk } from "../transcripts/examine.ts";
import type { Columns } from "../transcripts/format.ts";
import { readTalk } from "../transcripts/index.ts";
import type { Inspection } from "../transcripts/inspection.ts";
import { languagesOf } from "../transcripts/languages.ts";
import { labelOf, settleRoles, type Roles } from "../transcripts/roles.ts";
import type { Talk } from "../transcripts/talk.ts";

/** Looks at one file; `name` is how it is called in what is shown. */
export async function inspectFile(
  file: string,
  name: string,
  { roles, columns }: { readonly roles: Roles; readonly columns?: Columns },
): Promise<Inspection> {
  const read = await readTranscriptBytes(file);
  if (!read.ok) return { file: name, status: "refused", problem: read.problem };
  const opened = await readTalk(read.bytes, basename(file), columns === undefined ? {} : { columns });
  if (!opened.ok) return { file: name, status: "refused", problem: opened.problem };
  const { talk } = opened;
  const settled = settleRoles(talk, roles);
  const candidate = [...settled.roles].find(([, role]) => role === "candidate")?.[0] ?? null;
  return {
    file: name,
    status: "read",
    format: talk.format,
    figures: examineTalk(talk, candidate),
    roles: Object.fromEntries(settled.roles),
    unknownSpeakers: settled.unknownSpeakers,
    roleProblem: settled.unknownSpeakers.length === 0 ? null : settled.message,
    languages: await languagesOf(talk.turns),
    tokens: { before: await countTokens(talk.source), after: await countTokens(numbered(talk)) },
    identifying: countIdentifying(talk),
    warnings: talk.warnings,
  };
}

/** The turns about as a grader is shown them. */
function numbered({ turns }: Talk): string {
  return turns.map((turn, index) => `[${index + 1}] ${labelOf(turn)}: ${turn.text}\n`).join("");
}

function countIdentifying({ turns }: Talk): Readonly<Record<string, number>> {
  const named: Sample = {
    id: "",
    candidate: "",
    caseStudyId: "",
    split: "",
    transcript: {
      turns: turns.map((turn) => ({ role: "other" satisfies Role, text: "", speaker: labelOf(turn) })),
    },
    metadata: {},
  };
  const names = [indexNames(peopleIn([named]), "parts")];
  const counts = new Map<string, number>();
  for (const { text } of turns)
    for (const { kind } of findIdentifying(text, names)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}
