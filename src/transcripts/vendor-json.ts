import * as z from "zod";
import type { JsonFormat, ReadTurns } from "./format.ts";
import { refused } from "./talk.ts";

type Keys = Readonly<Record<string, unknown>>;

const none: Keys = {};

/** A JSON object by its keys; anything else has none. */
export function keysOf(value: unknown): Keys {
  return isObject(value) ? value : none;
}

function isObject(value: unknown): value is Keys {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A service's JSON: known by its keys, checked against its schema, then read. */
export function vendorJson<T>(
  schema: z.ZodType<T>,
  matches: (keys: Keys) => boolean,
  read: (content: T) => ReadTurns,
): JsonFormat {
  return {
    matches: (value) => matches(keysOf(value)),
    read: (value) => {
      const checked = schema.safeParse(value);
      if (checked.success) return read(checked.data);
      const [issue] = checked.error.issues;
      return refused("damaged", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
    },
  };
}

/** Seconds as a service gives them. */
export const secondsSchema = z
  .number()
  .min(0)
  .nullish()
  .transform((seconds) => seconds ?? null);
