import type { TalkTurn } from "./talk.ts";

/** A language by its ISO 639-3 code, and its share of the talk. */
export type LanguageShare = { readonly language: string; readonly share: number };

const pieceLength = 1000;
/** Below it, trigrams say little. */
const shortest = 100;

/** The languages of a talk, most spoken first; none where there are too few words to tell. */
export async function languagesOf(turns: readonly TalkTurn[]): Promise<LanguageShare[]> {
  const { franc } = await import("franc-min");
  const counts = new Map<string, number>();
  let total = 0;
  for (const piece of piecesOf(turns)) {
    const language = franc(piece, { minLength: shortest });
    if (language === "und") continue;
    counts.set(language, (counts.get(language) ?? 0) + piece.length);
    total += piece.length;
  }
  return [...counts]
    .map(([language, length]) => ({ language, share: length / total }))
    .sort((one, other) => other.share - one.share);
}

/** Turns joined until they are long enough to tell. */
function piecesOf(turns: readonly TalkTurn[]): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const { text } of turns) {
    piece += ` ${text}`;
    if (piece.length < pieceLength) continue;
    pieces.push(piece);
    piece = "";
  }
  const last = pieces.pop();
  return [...pieces, (last ?? "") + piece];
}
