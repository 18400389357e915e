import { sentencesOf } from "./spoken-text.ts";

const questionWord =
  /^(?:so |and |okay |ok |now )?(?:what|how|why|where|when|which|who|can|could|would|do|did|is|are|tell|walk|talk|describe|explain)\b/i;

/** Whether somebody asks in this turn: by a question mark, or, where nothing is punctuated, by how it begins. */
export function asks(text: string): boolean {
  if (text.includes("?")) return true;
  return !/[.!]/.test(text) && questionWord.test(text);
}

const interviewerWords =
  /\b(?:walk (?:me|us) through|tell (?:me|us) (?:about|how|more)|talk (?:me|us) through|next question|last question|(?:how|what|why|where|when) (?:would|did|do|could|might) you\b|let'?s (?:move on|start with|turn to)|your (?:case|task) (?:is|today)|we have (?:about )?\d+ minutes|thanks for (?:joining|coming)|any questions for (?:me|us))/i;

/** Whether a turn is put as interviewers put them: a prompt, or a question about what the other would do. */
export function prompts(text: string): boolean {
  return sentencesOf(text).some((sentence) => interviewerWords.test(sentence));
}

/** The words of a text, those of scripts without spaces by character. */
export function countWords(text: string): number {
  return (
    text.match(
      /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[\p{L}\p{N}]+(?:['’.,-][\p{L}\p{N}]+)*/gu,
    )?.length ?? 0
  );
}
