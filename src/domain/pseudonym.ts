import * as z from "zod";

/** What a listed name names. */
export const nameKindSchema = z.enum(["person", "employer", "school"]);
export type NameKind = z.infer<typeof nameKindSchema>;

/** A name that must not leave this machine. */
export const knownNameSchema = z.strictObject({
  name: z.string().min(1),
  kind: nameKindSchema.default("person"),
});
export type KnownName = z.infer<typeof knownNameSchema>;

/** What a placeholder stands for. */
export const pseudonymKindSchema = z.enum([
  ...nameKindSchema.options,
  "email",
  "phone",
  "url",
  "handle",
  "id",
]);
export type PseudonymKind = z.infer<typeof pseudonymKindSchema>;

/** A placeholder and the very words that it stands for: `[PERSON-1]`, `[PERSON-1b]` for another form of the same name. */
export const pseudonymSchema = z.strictObject({
  placeholder: z.string().regex(/^\[[A-Z]+-\d+[a-z]*\]$/, "a placeholder reads like [PERSON-1]"),
  kind: pseudonymKindSchema,
  form: z.string().min(1),
});
export type Pseudonym = z.infer<typeof pseudonymSchema>;
