import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type ParsedNode,
  type YAMLError,
} from "yaml";
import type * as z from "zod";
import { readText } from "./files.ts";
import { requireValid, type Problem } from "./problem.ts";
import { schemaProblems, type SchemaProblem } from "./schema-problems.ts";

/** A file's value, and the line on which a path of it stands. */
export type YamlFile<T> = {
  readonly value: T;
  readonly locate: (path: readonly (string | number)[]) => number;
  /** The same with the column. */
  readonly place: (path: readonly (string | number)[]) => { readonly line: number; readonly column: number };
};

/** Reads a YAML file; one that fails its schema is refused with every problem. */
export async function readYaml<T>(file: string, schema: z.ZodType<T>): Promise<YamlFile<T>> {
  const problems: Problem[] = [];
  const text = await readText(file, problems);
  return requireValid(text === null ? null : parseYaml(file, text, schema, problems), problems);
}

/** A YAML text under a schema, or null with every problem of its syntax or else of its content. */
export function parseYaml<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  problems: Problem[],
): YamlFile<T> | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: sameKey });
  const report = (found: readonly Found[]): null => {
    for (const { offset, message } of found.toSorted((a, b) => a.offset - b.offset)) {
      const { line, col } = lines.linePos(offset);
      problems.push({ file, line: Math.max(line, 1), column: Math.max(col, 1), message });
    }
    return null;
  };
  const { content, syntax } = contentOf(document, text);
  if (syntax.length > 0) return report(syntax);

  const checked = schema.safeParse(content);
  if (checked.success) {
    const place: YamlFile<T>["place"] = (path) => {
      const { line, col } = lines.linePos(offsetOf(document, path.map(String), "key"));
      return { line: Math.max(line, 1), column: Math.max(col, 1) };
    };
    return { value: checked.data, locate: (path) => place(path).line, place };
  }
  return report(
    schemaProblems(schema, content, checked.error).map((problem) => ({
      offset: offsetOf(document, problem.path, problem.at),
      message: describeContent(problem),
    })),
  );
}

type Found = { readonly offset: number; readonly message: string };

/** A document's plain content, undefined where it is empty, or the problems of its syntax. */
function contentOf(document: Document.Parsed, text: string): { content: unknown; syntax: readonly Found[] } {
  const syntax = [...document.errors, ...document.warnings].map((error) => ({
    offset: error.pos[0],
    message: describeSyntax(error, text),
  }));
  if (syntax.length > 0) return { content: undefined, syntax };
  try {
    return { content: document.toJS() ?? undefined, syntax };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { content: undefined, syntax: [{ offset: 0, message: `not valid YAML: ${error.message}` }] };
  }
}

/** `1` and `"1"` are one key once read. */
function sameKey(a: unknown, b: unknown): boolean {
  return isScalar(a) && isScalar(b) && String(a.value) === String(b.value);
}

function describeSyntax(error: YAMLError, text: string): string {
  if (error.code !== "DUPLICATE_KEY") return `not valid YAML: ${error.message}`;
  const [key = ""] = text.slice(error.pos[0]).split(/\s*:/, 1);
  return `key ${key} is written twice, expected once`;
}

function describeContent({ path, message }: SchemaProblem): string {
  if (path.length > 0) return `${path.join(".")}: ${message}`;
  return message.startsWith("missing") ? message.replace("missing", "the file is empty") : message;
}

/** Where a path stands. What is not there is where its nearest ancestor is. */
function offsetOf(document: Document.Parsed, path: readonly string[], at: SchemaProblem["at"]): number {
  let node: ParsedNode | null = document.contents;
  let key = node?.range[0] ?? 0;
  let value = key;
  for (const segment of at === "parent" ? path.slice(0, -1) : path) {
    const member = memberOf(document, node, segment);
    if (member === null) return key;
    ({ node, key, value } = member);
  }
  return at === "value" ? value : key;
}

type Member = { readonly node: ParsedNode | null; readonly key: number; readonly value: number };

function memberOf(document: Document.Parsed, parent: ParsedNode | null, segment: string): Member | null {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isMap<ParsedNode, ParsedNode | null>(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === segment);
    if (pair === undefined) return null;
    const key = pair.key.range[0];
    return { node: pair.value, key, value: pair.value?.range[0] ?? key };
  }
  if (isSeq<ParsedNode>(node)) {
    const item = node.items[Number(segment)];
    if (item !== undefined) return { node: item, key: item.range[0], value: item.range[0] };
  }
  return null;
}

/** The keys at a YAML file's top, to tell what kind of file it is; none where it is no map. */
export async function readTopLevelKeys(file: string): Promise<string[]> {
  const problems: Problem[] = [];
  const text = await readText(file, problems);
  const content = parseDocument(requireValid(text, problems), { prettyErrors: false }).contents;
  return isMap(content) ? content.items.map(({ key }) => String(key)) : [];
}
