import * as z from "zod";
import { didYouMean, nearestWord } from "../domain/did-you-mean.ts";

type Schema = z.core.$ZodType;
type Path = readonly PropertyKey[];

/** What a value lacks under a schema. `at` says what to point to: the key, its value, or, for what is missing, the parent. */
export type SchemaProblem = {
  readonly path: readonly string[];
  readonly at: "key" | "value" | "parent";
  readonly message: string;
};

/** Every problem of a value in an author's words. What only follows from a misspelt key is left out. */
export function schemaProblems(schema: Schema, value: unknown, error: z.core.$ZodError): SchemaProblem[] {
  const found = error.issues.flatMap((issue) => problemsOf(schema, value, [], issue));
  const meant = found.flatMap((problem) => (problem.meant === null ? [] : [problem.meant]));
  const missing = new Set(meant.map((path) => path.join("\0")));
  const parents = new Set(meant.map((path) => path.slice(0, -1).join("\0")));
  return found
    .filter(({ at, path }) => at !== "parent" || !missing.has(path.join("\0")))
    .filter(({ isRule, path }) => !isRule || !parents.has(path.join("\0")))
    .map(({ path, at, message }) => ({ path, at, message }));
}

/** `meant`: where the key that a misspelt one stands for belongs. `isRule`: the problem is of several keys together. */
type Found = SchemaProblem & { readonly meant: readonly string[] | null; readonly isRule: boolean };

function problemsOf(root: Schema, value: unknown, base: Path, issue: z.core.$ZodIssue): Found[] {
  const path = [...base, ...issue.path];
  const schema = schemaAt(root, value, path);
  const input = valueAt(value, path);
  const problem = (at: Found["at"], message: string, isRule = false): Found[] => [
    { path: path.map(String), at, message, meant: null, isRule },
  ];
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => unknownKey(schema, path, key, input));
  if (input === undefined && issue.code !== "custom") {
    return problem("parent", `missing, expected ${expectation(schema)}`);
  }
  switch (issue.code) {
    case "invalid_union":
      return unionProblems(root, value, path, issue);
    case "invalid_type":
      return problem("value", `expected ${expectation(schema, issue.expected)}, got ${show(input)}`);
    case "invalid_value":
      return problem("value", `got ${show(input)}${valueHint(issue.values, input)}`);
    case "invalid_key":
      return problem("key", issue.issues[0]?.message ?? issue.message);
    case "custom":
      return problem("value", issue.message, true);
    case "too_small":
      if (issue.minimum === 1 && issue.origin !== "number" && issue.origin !== "int") {
        return problem("value", "must not be empty");
      }
  }
  return problem("value", `${lowerFirst(issue.message)}, got ${show(input)}`);
}

/** Ends a sentence about a word that is not known: the one most likely meant, or all that could be. */
export function hint(word: string, known: readonly string[]): string {
  if (known.length === 0) return "";
  return nearestWord(word, known) === null
    ? `, expected one of ${known.join(", ")}`
    : didYouMean(word, known);
}

function unknownKey(schema: Schema, path: Path, key: string, parent: unknown): Found {
  const free = keysOf(schema).filter((name) => !isObject(parent) || !Object.hasOwn(parent, name));
  const nearest = nearestWord(key, free);
  return {
    path: [...path, key].map(String),
    at: "key",
    message: `unknown key${hint(key, free)}`,
    meant: nearest === null ? null : [...path, nearest].map(String),
    isRule: false,
  };
}

/** Of a union only the branch that the author most likely meant is spoken of; where none resembles the value, all are named. */
function unionProblems(
  root: Schema,
  value: unknown,
  path: Path,
  issue: z.core.$ZodIssueInvalidUnion,
): Found[] {
  const schema = schemaAt(root, value, path, "keep-union");
  const input = valueAt(value, path);
  if (schema instanceof z.ZodUnion && issue.errors.length > 0) {
    const branch = branchFor(schema.options, input);
    const errors = branch === null ? undefined : issue.errors[branch];
    if (errors !== undefined) return errors.flatMap((inner) => problemsOf(root, value, path, inner));
  }
  const options = "options" in issue && Array.isArray(issue.options) ? issue.options : null;
  const expected = options === null ? expectation(schema) : quoteAll(options);
  const message = `expected ${expected}, got ${show(input)}`;
  return [{ path: path.map(String), at: "value", message, meant: null, isRule: false }];
}

/** Position of the branch whose keys fit an object best, or null when it shares none with any. */
function branchFor(options: readonly Schema[], value: unknown): number | null {
  if (!isObject(value)) return null;
  const fits = options.map((option) => fit(option, value));
  const best = Math.max(...fits);
  return best > 0 ? fits.indexOf(best) : null;
}

/** Keys that a branch knows count 1, misspelt ones 0.9; a literal that differs (another kind) excludes the branch. */
function fit(option: Schema, value: Readonly<Record<string, unknown>>): number {
  const schema = bare(option);
  if (schema instanceof z.ZodUnion) return Math.max(...schema.options.map((inner) => fit(inner, value)));
  if (!(schema instanceof z.ZodObject)) return 0;
  const known = Object.keys(schema.shape);
  let sum = 0;
  for (const [key, member] of Object.entries(value)) {
    const field = schema.shape[key];
    if (field instanceof z.ZodLiteral && !z.safeParse(field, member).success) return 0;
    if (field !== undefined) sum += 1;
    else if (nearestWord(key, known) !== null) sum += 0.9;
  }
  return sum;
}

/** The schema of what stands at a path, through wrappers, records, lists and the best-fitting branch of unions. */
function schemaAt(
  root: Schema,
  value: unknown,
  path: Path,
  union: "branch" | "keep-union" = "branch",
): Schema {
  let schema = bare(root);
  let input = value;
  for (const key of path) {
    schema = bare(memberOf(branchOf(schema, input), key));
    input = valueAt(input, [key]);
  }
  return union === "branch" ? branchOf(schema, input) : schema;
}

function branchOf(schema: Schema, input: unknown): Schema {
  if (!(schema instanceof z.ZodUnion)) return schema;
  const index = branchFor(schema.options, input);
  return index === null ? schema : branchOf(bare(schema.options[index] ?? z.unknown()), input);
}

function memberOf(schema: Schema, key: PropertyKey): Schema {
  if (schema instanceof z.ZodObject) return schema.shape[String(key)] ?? z.unknown();
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return schema.element;
  return z.unknown();
}

/** A schema without what only says that it may be absent. */
function bare(schema: Schema): Schema {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return bare(schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return bare(schema.unwrap());
  return schema;
}

function keysOf(schema: Schema): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function requiredKeysOf(schema: z.ZodObject): string[] {
  return Object.entries(schema.shape).flatMap(([key, field]) =>
    z.safeParse(field, undefined).success ? [] : [key],
  );
}

const kinds: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

/** What a schema asks for, in words. */
function expectation(schema: Schema, kind: string = schema._zod.def.type): string {
  const inner = bare(schema);
  if (inner instanceof z.ZodUnion)
    return inner.options.map((option) => expectation(bare(option))).join(" or ");
  if (inner instanceof z.ZodEnum) return quoteAll(inner.options);
  if (inner instanceof z.ZodLiteral) return quoteAll([...inner.values]);
  if (inner instanceof z.ZodObject) return `an object with ${requiredKeysOf(inner).join(", ") || "keys"}`;
  return kinds[kind] ?? kind;
}

function valueHint(values: readonly unknown[], input: unknown): string {
  const nearest = typeof input === "string" ? nearestWord(input, values.map(String)) : null;
  return nearest === null ? `, expected ${quoteAll(values)}` : ` (did you mean "${nearest}"?)`;
}

function quoteAll(values: readonly unknown[]): string {
  const quoted = values.map((value) => JSON.stringify(value));
  return quoted.length === 1 ? quoted.join("") : `one of ${quoted.join(", ")}`;
}

/** A value as a message shows it, cut short. */
function show(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty object" : "an object";
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}..."` : text;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((parent, key) => {
    if (Array.isArray(parent)) return parent[Number(key)];
    return isObject(parent) && Object.hasOwn(parent, key) ? parent[String(key)] : undefined;
  }, value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
