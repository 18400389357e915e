import * as z from "zod";

const count = z.int().min(0);
const usd = z.number().nullable().describe("null: the price of a reply is not known.");

const amounts = {
  replies: count,
  usd: usd.describe("What they cost when they were bought."),
  liveUsd: usd.describe("At today's price, asked live."),
  listUsd: usd.describe("The same without any cache: all input at its full price."),
  batchUsd: usd.describe("At today's price in the provider's batch; live where it has none."),
};

/** What one run's replies cost, bought now or before. It belongs to the execution and stands in its record, not in the result. */
export const billSchema = z.strictObject({
  total: z.strictObject({ ...amounts, boughtReplies: count, boughtUsd: usd }).describe("Each reply once."),
  graders: z.array(
    z.strictObject({
      grader: z.string(),
      ...amounts,
      boughtReplies: count.describe("Live and in this run; the others were in the store."),
      boughtUsd: usd,
    }),
  ),
  dimensions: z.array(
    z.strictObject({
      grader: z.string(),
      dimension: z.string().nullable().describe("null: all in one call."),
      ...amounts,
    }),
  ),
  samples: z.array(z.strictObject({ sample: z.string(), replies: count, usd })),
  failedAttempts: z.array(
    z.strictObject({
      grader: z.string(),
      failure: z.string(),
      attempts: count,
      usdAtMost: usd.describe("What they cost at most, beside all replies."),
    }),
  ),
  estimate: z
    .strictObject({
      inputTokens: count,
      usdLow: usd,
      usdHigh: usd,
      boughtInputTokens: count,
      boughtUsd: usd,
      tokensOff: z
        .number()
        .nullable()
        .describe("Billed input ÷ estimated input - 1; null: nothing was bought."),
      usdOff: z
        .number()
        .nullable()
        .describe("How far the bill is outside the estimate, as a share of its nearer end; 0: within."),
    })
    .nullable()
    .describe("How the estimate of what was bought held; null: there was none."),
});
export type Bill = z.infer<typeof billSchema>;
