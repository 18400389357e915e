import * as z from "zod";

export const sqlValueSchema = z.union([z.string(), z.number(), z.null()]);
export type SqlValue = z.infer<typeof sqlValueSchema>;

/** What a query gave, or why it gave nothing. */
export const queryResultSchema = z.discriminatedUnion("status", [
  z.strictObject({
    status: z.literal("rows"),
    columns: z.array(z.string()),
    rows: z.array(z.array(sqlValueSchema)),
  }),
  z.strictObject({ status: z.literal("failed"), reason: z.string() }),
]);
export type QueryResult = z.infer<typeof queryResultSchema>;

/** A query and the statements that build the database it is asked of. */
export const queryWorkSchema = z.strictObject({
  statements: z.array(z.string()),
  query: z.string(),
  maxRows: z.int().positive(),
});
export type QueryWork = z.infer<typeof queryWorkSchema>;
