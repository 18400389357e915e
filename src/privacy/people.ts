import type { KnownName, NameKind } from "../domain/pseudonym.ts";
import type { Sample } from "../domain/sample.ts";
import { fold, wordsOf } from "./words.ts";

/** Metadata keys whose values are names. */
const namingKeys: readonly (readonly [RegExp, NameKind])[] = [
  [/employer|company|organi[sz]ation/i, "employer"],
  [/school|university|college|alma_mater/i, "school"],
  [/name$|interviewer|recruiter|panel|hiring_manager|referr|attendee|speaker|host/i, "person"],
];

/** Words of speaker labels that name a part in the conversation, a pronoun or a device. */
const noNames = new Set(
  `agent ai assistant bot caller candidate device guest he her him his host interviewee interviewer interviewers ipad iphone laptop
  me meeting moderator note notetaker observer other panel panelist panellist participant phone recruiter room she speaker spk taker
  team them they unknown user you`.split(/\s+/),
);

/** Who is named in the answers of one candidate: by the candidate's own entry, the labels of speakers and the metadata. */
export function peopleIn(samples: readonly Sample[]): KnownName[] {
  const names = samples.flatMap(({ candidate, transcript, metadata }): KnownName[] => [
    ...person(candidate),
    ...transcript.turns.flatMap(({ speaker = "" }) => person(speaker)),
    ...Object.entries(metadata).flatMap(([key, value]) => named(key, value)),
  ]);
  return [...new Map(names.map((name) => [`${name.kind} ${fold(name.name)}`, name])).values()];
}

/** A label's names: "Priya Raghunathan (she/her) | Acme" has two. */
function person(label: string): KnownName[] {
  return piecesOf(label).map((name) => ({ name, kind: "person" }));
}

function named(key: string, value: unknown): KnownName[] {
  const kind = namingKeys.find(([pattern]) => pattern.test(key))?.[1];
  if (kind === undefined) return [];
  const texts = Array.isArray(value) ? value : [value];
  return texts.flatMap((text) =>
    typeof text === "string" ? piecesOf(text).map((name) => ({ name, kind })) : [],
  );
}

function piecesOf(label: string): string[] {
  return label
    .split(/[()|/;,[\]<>]+/)
    .map((piece) => piece.trim())
    .filter((piece) => wordsOf(piece).some(({ folded }) => !noNames.has(folded) && /\p{L}/u.test(folded)))
    .filter((piece) => !/^(?:speaker|spk|participant|unknown|user|guest)[ _-]?[a-z0-9]{1,3}$/i.test(piece));
}
