/** Deeper than any reply we ask for; a hostile reply must not exhaust the stack. */
const maxDepth = 32;

/** Reading failed at this place; nothing but `lastJsonObject` sees it. */
const failed = Symbol("failed");

/**
 * The last complete JSON object in a reply, or undefined. What models put around or into JSON is forgiven: prose, code fences,
 * a byte order mark, trailing commas, line breaks in strings, and curly quotes as delimiters. Of several objects the last one
 * binds, so that text quoted earlier in a reply cannot win.
 */
export function lastJsonObject(text: string): unknown {
  const whole = strictObject(text);
  if (whole !== undefined) return whole;
  let last: unknown;
  let start = text.indexOf("{");
  while (start !== -1) {
    const reader = createReader(text, start);
    const value = reader.value(0);
    if (value !== failed) last = value;
    start = text.indexOf("{", value === failed ? start + 1 : reader.position());
  }
  return last;
}

/** A reply that is an object and nothing else, as one that follows a schema is. */
function strictObject(text: string): unknown {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function createReader(text: string, start: number) {
  let at = start;

  /** Consumes what the sticky pattern matches here, or returns null and consumes nothing. */
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return null;
    at = pattern.lastIndex;
    return match[0];
  };
  const mark = (character: string): boolean => {
    take(/\s*/y);
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };

  const value = (depth: number): unknown => {
    if (depth > maxDepth) return failed;
    if (mark("{")) return object(depth);
    if (mark("[")) return array(depth);
    return string() ?? literal();
  };

  const object = (depth: number): unknown => {
    const entries: [string, unknown][] = [];
    while (!mark("}")) {
      const key = string();
      if (key === null || !mark(":")) return failed;
      const found = value(depth + 1);
      if (found === failed) return failed;
      entries.push([key, found]);
      if (!mark(",")) return mark("}") ? Object.fromEntries(entries) : failed;
    }
    return Object.fromEntries(entries);
  };

  const array = (depth: number): unknown => {
    const items: unknown[] = [];
    while (!mark("]")) {
      const found = value(depth + 1);
      if (found === failed) return failed;
      items.push(found);
      if (!mark(",")) return mark("]") ? items : failed;
    }
    return items;
  };

  /** A string is closed by the kind of quote that opened it, so that the other kind may stand inside. */
  const string = (): string | null => {
    take(/\s*/y);
    const whole = take(/"[^"\\]*(?:\\[^][^"\\]*)*"|[“”„][^“”\\]*(?:\\[^][^“”\\]*)*[“”]/y);
    return whole === null ? null : unescape(whole.slice(1, -1));
  };

  const literal = (): unknown => {
    const word = take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
    return word === null ? failed : JSON.parse(word);
  };

  return { value, position: () => at };
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

function unescape(raw: string): string {
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_, code: string | undefined, letter: string) =>
    code === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
