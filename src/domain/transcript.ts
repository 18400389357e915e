import * as z from "zod";

export const roleSchema = z.enum(["interviewer", "candidate", "other"]);
export type Role = z.infer<typeof roleSchema>;

/** One uninterrupted utterance. Times are seconds from the start where a format has them. */
export const turnSchema = z.strictObject({
  role: roleSchema,
  text: z.string(),
  speaker: z.string().optional(),
  start_s: z.number().min(0).optional(),
  end_s: z.number().min(0).optional(),
});
export type Turn = z.infer<typeof turnSchema>;

/** Who said what, in order. Evidence names a turn by its number, counted from 1. */
export const transcriptSchema = z.strictObject({ turns: z.array(turnSchema).min(1) });
export type Transcript = z.infer<typeof transcriptSchema>;

/** Everything the candidate said, turns joined by a blank line. */
export function candidateText(transcript: Transcript): string {
  return transcript.turns
    .filter((turn) => turn.role === "candidate")
    .map((turn) => turn.text)
    .join("\n\n");
}
