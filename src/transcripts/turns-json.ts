import { transcriptSchema } from "../domain/transcript.ts";
import type { JsonFormat } from "./format.ts";
import { refused } from "./talk.ts";

/** Our own form, as JSON: `{"turns": [...]}`. */
export const format: JsonFormat = {
  matches: (value) => typeof value === "object" && value !== null && "turns" in value,
  read: (value) => {
    const checked = transcriptSchema.safeParse(value);
    if (!checked.success) {
      const problems = checked.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
      return refused("damaged", problems.join("; "));
    }
    const turns = checked.data.turns.map(({ role, text, speaker = null, start_s = null, end_s = null }) => ({
      speaker,
      text,
      start_s,
      end_s,
      role,
    }));
    return { ok: true, turns, warnings: [] };
  },
};
