import { didYouMean } from "../domain/did-you-mean.ts";
import { HarnessError } from "../errors.ts";

/** What a ratings table may say of a rating. */
const ratingFields = [
  "item",
  "rater",
  "value",
  "kind",
  "dimension",
  "cluster",
  "group",
  "round",
  "reason",
] as const;
export type RatingField = (typeof ratingFields)[number];

/** Which column holds a field where its name is another, and what words in it stand for. */
export type ColumnMap = {
  readonly columns: ReadonlyMap<RatingField, string>;
  readonly words: ReadonlyMap<RatingField, ReadonlyMap<string, string>>;
};

/**
 * Reads `--map`: `rater=judge_name` names a field's column, `value:poor=1,fair=2,good=3` says what words in it stand for.
 */
export function parseColumnMap(texts: readonly string[]): ColumnMap {
  const columns = new Map<RatingField, string>();
  const words = new Map<RatingField, Map<string, string>>();
  for (const text of texts) {
    const [, prefix, list = ""] = /^(?:([a-z]+):)?(.*)$/s.exec(text) ?? [];
    for (const entry of list.split(",")) {
      const at = entry.lastIndexOf("=");
      const [left, right] = [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
      if (at < 1 || left === "" || right === "") throw malformed(text);
      if (prefix === undefined) columns.set(fieldNamed(left, text), right);
      else {
        const field = fieldNamed(prefix, text);
        words.set(field, (words.get(field) ?? new Map<string, string>()).set(left.toLowerCase(), right));
      }
    }
  }
  return { columns, words };
}

function fieldNamed(name: string, text: string): RatingField {
  const meant = name === "sample" ? "item" : name;
  const found = ratingFields.find((field) => field === meant);
  if (found !== undefined) return found;
  throw new HarnessError(
    "usage",
    `--map ${text}: there is no field "${name}"${didYouMean(name, ratingFields)}, expected one of ${ratingFields.join(", ")}`,
  );
}

function malformed(text: string): HarnessError {
  return new HarnessError(
    "usage",
    `--map ${text}: expected a column, rater=judge_name, or words, value:poor=1,fair=2,good=3`,
  );
}
