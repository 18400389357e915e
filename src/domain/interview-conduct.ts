import * as z from "zod";

const share = z.number().min(0).max(1).nullable();
const remark = z.strictObject({ turn: z.int().min(1), words: z.string(), why: z.string() });

/** How an interview was held, as far as it can be counted: so that a weak interview is not charged to the candidate. */
export const interviewConductSchema = z.strictObject({
  schema: z.literal("touchstone.interview-conduct/1"),
  sample: z.string(),
  caseStudy: z.string(),
  prompt: z.strictObject({
    spokenShare: share.describe(
      "Of the prompt's words that carry matter, those an interviewer spoke; low where it was shown in writing; null: nobody interviewed.",
    ),
    unspokenFigures: z.array(z.string()).describe("Figures of the prompt that no interviewer spoke."),
  }),
  followUps: z.array(
    z.strictObject({
      ask: z.string(),
      when: z.string().describe("Whether it was due is for a reader, or a grader with interviewer-quality."),
      turn: z.int().min(1).nullable().describe("Where it was put, in wording or sense; null: it was not."),
    }),
  ),
  hints: z.array(remark).describe("Words that may have given a part of the answer away."),
  offLimits: z.array(remark).describe("Questions that may be off limits."),
  talk: z.strictObject({
    words: z.strictObject({
      interviewer: z.int().min(0),
      candidate: z.int().min(0),
      other: z.int().min(0),
    }),
    interviewerShare: share.describe("Of all words; null: there was no conversation."),
    minutes: z.number().min(0).nullable().describe("From the turns' times; null: they have none."),
  }),
});
export type InterviewConduct = z.infer<typeof interviewConductSchema>;
