import type { Columns, JsonFormat } from "./format.ts";
import { readRows, usualColumns } from "./mapped-rows.ts";
import { refused } from "./talk.ts";
import { keysOf } from "./vendor-json.ts";

/** JSON with a list of speeches somewhere in it: keys by their usual names, or as they are mapped. */
export const format: JsonFormat = {
  matches: (value) => usualList(value) !== null,
  read: (value, columns) => {
    const rows = columns === undefined ? usualList(value) : mappedList(value, columns);
    const named = columns ?? usualColumns(Object.keys(keysOf(rows?.[0])));
    if (rows === null || named === null)
      return refused(
        "unknown-shape",
        "there is no list of speeches where --map says, expected turns=KEY.KEY to name one",
      );
    return readRows(rows, named, valueAt);
  },
};

/** The first list, from the outside in, whose rows have words and a speaker. */
function usualList(value: unknown): readonly unknown[] | null {
  return findList(value, (row) => usualColumns(Object.keys(keysOf(row))) !== null);
}

function mappedList(value: unknown, { turns, text }: Columns): readonly unknown[] | null {
  if (turns === undefined) return findList(value, (row) => valueAt(row, text) !== undefined);
  const named = valueAt(value, turns);
  return Array.isArray(named) ? named : null;
}

const deepest = 5;

function findList(outermost: unknown, isSpeech: (row: unknown) => boolean): readonly unknown[] | null {
  let level: readonly unknown[] = [outermost];
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    for (const value of level) if (Array.isArray(value) && isSpeech(value[0])) return value;
    level = level.flatMap((value) => Object.values(keysOf(Array.isArray(value) ? value[0] : value)));
  }
  return null;
}

function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce((inner, key) => {
    const keys = keysOf(inner);
    return Object.hasOwn(keys, key) ? keys[key] : undefined;
  }, value);
}
