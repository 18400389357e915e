import { nearestWord } from "../domain/did-you-mean.ts";
import type { Role, Transcript, Turn } from "../domain/transcript.ts";
import type { Talk, TalkTurn } from "./talk.ts";

/** Who is who, as a person says it: the candidate's label, or a role for each label. */
export type Roles = {
  /** With the candidate named, every other speaker is an interviewer, but for note takers and labels that say otherwise. */
  readonly candidate?: string;
  readonly speakers?: ReadonlyMap<string, Role>;
};

/** A transcript, or the labels that nobody gave a role; "" stands for words without a label. */
export type ToTranscript =
  | { readonly ok: true; readonly transcript: Transcript }
  | { readonly ok: false; readonly unknownSpeakers: readonly string[]; readonly message: string };

const roleWords: readonly (readonly [RegExp, Role])[] = [
  [/^interviewers?$/i, "interviewer"],
  [/^candidate$/i, "candidate"],
  [/^(observer|moderator|panell?ist|recruiter|host|note[ -]taker|other)$/i, "other"],
];

const noteTaker =
  /\b(note[ -]?taker|notetaker|otter\.?ai|fireflies|fathom|read\.ai|tl;?dv|metaview|brighthire|recorder)\b/i;

/** The role that a label says in so many words, numbered or not (`Interviewer 2`); null for a name. */
export function roleOfLabel(label: string): Role | null {
  const word = label.trim().replace(/ \d+$/, "");
  return roleWords.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

/** Whether a label tells nobody's name: a role's word, no label at all, or a number that a program gave (`Speaker 1`). */
export function isNameless(label: string): boolean {
  return (
    label === "" || roleOfLabel(label) !== null || /^(speaker|spk|channel)[ _-]?\d*$/i.test(label.trim())
  );
}

/** Whether a label is that of a program that listens. */
export function isNoteTaker(label: string): boolean {
  return noteTaker.test(label);
}

/** The labels of a talk in the order in which they first speak; "" stands for words without a label. */
export function speakersOf(talk: Pick<Talk, "turns">): string[] {
  return [...new Set(talk.turns.map(labelOf))];
}

/** What is known of the speakers: a role for each label that has one, the labels without, and why they have none. */
export type SettledRoles = {
  readonly roles: ReadonlyMap<string, Role>;
  readonly unknownSpeakers: readonly string[];
  readonly message: string;
};

/** Gives roles to the labels of a talk as far as a person, the file or the label itself says them. */
export function settleRoles(talk: Pick<Talk, "turns">, roles: Roles): SettledRoles {
  const labels = speakersOf(talk);
  const candidate = roles.candidate === undefined ? null : labelNamed(roles.candidate, labels);
  if (roles.candidate !== undefined && candidate === null)
    return { roles: new Map(), unknownSpeakers: labels, message: nobodyNamed(roles.candidate, labels) };
  const stated = new Map(talk.turns.map((turn) => [labelOf(turn), turn.role] as const));
  const settled = new Map<string, Role>();
  for (const label of labels) {
    const role = stated.get(label) ?? roleFor(label, candidate, roles);
    if (role !== null) settled.set(label, role);
  }
  const unknownSpeakers = labels.filter((label) => !settled.has(label));
  return { roles: settled, unknownSpeakers, message: unmapped(unknownSpeakers) };
}

/** The label that is said to be the candidate's and that no speaker has; null: one has it, or nobody said which. */
export function missingCandidate(talk: Pick<Talk, "turns">, { candidate, speakers }: Roles): string | null {
  const ofTable = [...(speakers ?? [])].flatMap(([label, role]) => (role === "candidate" ? [label] : []));
  // A table may hold for many files, so that several candidates in it say nothing of this one.
  const said = candidate ?? (ofTable.length === 1 ? ofTable[0] : undefined);
  return said === undefined || labelNamed(said, speakersOf(talk)) !== null ? null : said;
}

/** Gives every speaker a role. One speaker whose role nobody said is enough to have no transcript: words are credited to no one by a guess. */
export function toTranscript(talk: Pick<Talk, "turns">, roles: Roles): ToTranscript {
  const { roles: settled, unknownSpeakers, message } = settleRoles(talk, roles);
  if (unknownSpeakers.length > 0) return { ok: false, unknownSpeakers, message };
  const turns = talk.turns.map((turn) => toTurn(turn, turn.role ?? settled.get(labelOf(turn)) ?? "other"));
  return { ok: true, transcript: { turns } };
}

function roleFor(label: string, candidate: string | null, { speakers }: Roles): Role | null {
  const stated = speakers?.get(label) ?? (label === candidate ? "candidate" : roleOfLabel(label));
  if (stated !== null || candidate === null) return stated;
  return isNoteTaker(label) ? "other" : "interviewer";
}

/** What a turn's speaker is called; "" where nobody says. */
export function labelOf({ speaker }: TalkTurn): string {
  return speaker ?? "";
}

/** The label that is meant by a name: the same letters, whatever their case. */
function labelNamed(name: string, labels: readonly string[]): string | null {
  if (labels.includes(name)) return name;
  const folded = (text: string): string =>
    text.normalize("NFKC").trim().replaceAll(/\s+/g, " ").toLowerCase();
  const [found, ...others] = labels.filter((label) => label !== "" && folded(label) === folded(name));
  return others.length > 0 ? null : (found ?? null);
}

/** Says that no speaker is called so, and how they are called. */
export function nobodyNamed(name: string, labels: readonly string[]): string {
  const nearest = nearestWord(name, labels);
  return `nobody is labelled "${name}"${nearest ? ` (did you mean "${nearest}"?)` : ""}, the speakers are ${quoted(labels)}`;
}

function unmapped(labels: readonly string[]): string {
  return `nobody said who ${quoted(labels)} ${labels.length === 1 ? "is" : "are"}: name the candidate with --candidate NAME, or give each speaker a role in a file with --speakers FILE`;
}

function quoted(labels: readonly string[]): string {
  const shown = labels.slice(0, 8).map((label) => (label === "" ? "(no label)" : `"${label}"`));
  return [...shown, ...(labels.length > 8 ? [`${labels.length - 8} more`] : [])].join(", ");
}

/** A label that is the role's own word says nothing more and is left out. */
function toTurn({ speaker, text, start_s, end_s, role: stated }: TalkTurn, role: Role): Turn {
  const isPlain = speaker === null || (stated === undefined && speaker.toLowerCase() === role);
  return {
    role,
    text,
    ...(isPlain ? {} : { speaker }),
    ...(start_s === null ? {} : { start_s }),
    ...(end_s === null ? {} : { end_s }),
  };
}
