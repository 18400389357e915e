import type { Grade, ReplyKey } from "../domain/score.ts";
import type { Tag } from "../models/model.ts";

/** A reply of a model that was asked instead of a grader's own. */
export type FallbackReply = { readonly model: string; readonly tag: Pick<Tag, "dimension"> };

/** Says of every score, and of those it was made of, which fallback had a part in it. */
export function nameFallbacks(grade: Grade, replies: ReadonlyMap<ReplyKey, FallbackReply>): Grade {
  const own = grade.replies.flatMap((key) => replies.get(key) ?? []);
  if (own.length === 0) return grade;
  return {
    ...grade,
    scores: grade.scores.map((score) => {
      const models = own
        .filter(({ tag }) => tag.dimension === null || tag.dimension === score.dimension)
        .map(({ model }) => model);
      return models.length === 0 ? score : { ...score, fallback: [...new Set(models)].sort().join(", ") };
    }),
    parts: grade.parts.map((part) => nameFallbacks(part, replies)),
  };
}

/** What a reader must know of scores that another model made. */
export function fallbackBanners(grades: readonly Grade[]): string[] {
  const scores = grades.flatMap(({ grader, scores }) =>
    scores.flatMap(({ fallback }) => (fallback === undefined ? [] : [{ grader, fallback }])),
  );
  return [...Map.groupBy(scores, ({ grader, fallback }) => `${grader}\0${fallback}`).values()].flatMap(
    (same) =>
      same.slice(0, 1).map(({ grader, fallback }) => {
        const all = grades.filter((grade) => grade.grader === grader);
        const count = all.reduce((sum, grade) => sum + grade.scores.length, 0);
        return `${grader}: ${same.length} of ${count} scores are by the fallback ${fallback}, not by the grader's own model.`;
      }),
  );
}
