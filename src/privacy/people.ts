import type { KnownName, NameKind } from "../domain/pseudonym.ts";
import type { Sample } from "../domain/sample.ts";
import { fold, wordsOf } from "./words.ts";

/** Metadata keys whose values are names: `candidate_name`, `interviewers`, `currentEmployer`; not `file_name`, nor `interviewer_notes`. */
const namingKeys: readonly (readonly [RegExp, NameKind])[] = [
  [/(?:^|_)(?:employer|company|organi[sz]ation)s?(?:_name)?$/, "employer"],
  [/(?:^|_)(?:school|university|college|alma_mater)(?:_name)?$/, "school"],
  [
    /^(?:(?:candidate|interviewer|recruiter|manager|speaker|first|middle|last|full|given|family|preferred|display|nick)_?|sur)?names?$/,
    "person",
  ],
  [
    /(?:^|_)(?:interviewer|recruiter|panel|panell?ist|hiring_manager|referr?er|attendee|participant)s?$/,
    "person",
  ],
];

/** More words are a sentence and no name. */
const mostWords = 6;

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
    ...[...new Set(transcript.turns.map(({ speaker = "" }) => speaker))].flatMap(person),
    ...Object.entries(metadata).flatMap(([key, value]) => named(key, value)),
  ]);
  return [...new Map(names.map((name) => [`${name.kind} ${fold(name.name)}`, name])).values()];
}

/** A label's names: "Priya Raghunathan (she/her) | Acme" has two. */
function person(label: string): KnownName[] {
  return piecesOf(label).map((name) => ({ name, kind: "person" }));
}

function named(key: string, value: unknown): KnownName[] {
  const plain = key.replace(/(?<=[a-z])[\s-]?(?=[A-Z])|[\s-]/g, "_").toLowerCase();
  const kind = namingKeys.find(([pattern]) => pattern.test(plain))?.[1];
  if (kind === undefined) return [];
  const texts = Array.isArray(value) ? value : [value];
  return texts.flatMap((text) =>
    typeof text === "string" ? piecesOf(text).map((name) => ({ name, kind })) : [],
  );
}

function piecesOf(label: string): string[] {
  return label
    .split(/[()|/;,[\]<>\n]+/)
    .map((piece) => piece.trim())
    .filter((piece) => {
      const words = wordsOf(piece);
      const isNaming = words.some(({ folded }) => !noNames.has(folded) && /\p{L}/u.test(folded));
      return isNaming && words.length <= mostWords;
    })
    .filter((piece) => !/^(?:speaker|spk|participant|unknown|user|guest)[ _-]?[a-z0-9]{1,3}$/i.test(piece));
}
