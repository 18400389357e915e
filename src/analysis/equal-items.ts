import type { RatingsTable, TableRating } from "../domain/agreement.ts";

/** A ratings table, or a part of it in which an item stands for all that were rated alike. */
export type TablePart = Omit<RatingsTable, "items"> & {
  readonly items: readonly (RatingsTable["items"][number] & { readonly copies?: number })[];
};

/**
 * One dimension of a table whose items are clusters of their own, items with the same ratings together: 250,000 items that four raters
 * put on a five-point scale are at most 1,296.
 */
export function equalItemsTogether(table: RatingsTable, dimension: string): TablePart {
  const own = table.ratings.filter((rating) => rating.dimension === dimension);
  const kept = new Map<string, { readonly id: string; copies: number }>();
  for (const { id, pattern } of patterns(table, own)) {
    const alike = kept.get(pattern) ?? { id, copies: 0 };
    alike.copies += 1;
    kept.set(pattern, alike);
  }
  const copiesOf = new Map(Array.from(kept.values(), ({ id, copies }) => [id, copies]));
  return {
    ...table,
    dimensions: [dimension],
    items: table.items.flatMap((item) => {
      const copies = copiesOf.get(item.id);
      return copies === undefined ? [] : [{ ...item, copies }];
    }),
    ratings: own.filter(({ item }) => copiesOf.has(item)),
  };
}

/** What was said of each item, in the order of who said it in which round, with its group: a text that is equal for equal items. */
function* patterns({ items }: RatingsTable, ratings: readonly TableRating[]) {
  const position = new Map(items.map(({ id }, index) => [id, index]));
  const columns = new Map<string, Int32Array>();
  const words = new Map<number | string | null, number>();
  for (const { item, source, round, value, unscored } of ratings) {
    const place = `${source}\0${round ?? ""}`;
    const column = columns.get(place) ?? new Int32Array(items.length);
    columns.set(place, column);
    const word = unscored ?? value;
    const number = words.get(word) ?? words.size + 1;
    words.set(word, number);
    column[position.get(item) ?? 0] = number;
  }
  const all = [...columns.values()];
  for (const [index, { id, group }] of items.entries()) {
    yield { id, pattern: `${all.map((column) => column[index]).join()}${group ?? ""}` };
  }
}
