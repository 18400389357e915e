import * as z from "zod";

/** An id is used in file names, flags and reports, so it is plain. */
export const idSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    "an id has letters, digits, dots, dashes and underscores only, and starts with a letter or digit",
  );

export const versionSchema = z.string().regex(/^\d+\.\d+\.\d+$/, "a version reads like 1.0.0");

export const dateSchema = z.iso.date("a date reads like 2026-05-01");

/** Where a fact comes from: file and section, never its sentences. */
export const provenanceSchema = z.array(
  z.strictObject({
    source: z.string().min(1).describe("File, paper or person."),
    section: z.string().min(1).describe("Where in it."),
  }),
);
