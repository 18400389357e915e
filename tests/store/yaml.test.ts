import { describe, expect, it } from "vitest";
import * as z from "zod";
import { describeProblem, type Problem } from "../../src/store/problem.ts";
import { parseYaml, readYaml } from "../../src/store/yaml.ts";
import { folderWith, refusal } from "./folder.ts";

const schema = z.strictObject({
  id: z.string().min(1),
  kind: z.enum(["human", "model"]).default("human"),
  weight: z.number().positive().optional(),
  steps: z.array(z.strictObject({ name: z.string(), minutes: z.int().optional() })).default([]),
  graders: z
    .record(
      z.string().regex(/^[a-z]+$/, "a name has small letters only"),
      z.union([
        z.strictObject({ model: z.string(), mode: z.enum(["joint", "single"]).optional() }),
        z.strictObject({ lexical: z.strictObject({ ridge: z.number().optional() }) }),
      ]),
    )
    .default({}),
  status: z.union([z.literal("draft"), z.strictObject({ approved_by: z.string() })]).default("draft"),
  reply: z
    .discriminatedUnion("format", [
      z.strictObject({ format: z.literal("json") }),
      z.strictObject({ format: z.literal("text"), pattern: z.string() }),
    ])
    .default({ format: "json" }),
});

function problemsOf(text: string): string[] {
  const problems: Problem[] = [];
  expect(parseYaml("a.yaml", text, schema, problems)).toBeNull();
  return problems.map(describeProblem);
}

describe("parseYaml", () => {
  it.each<{ rule: string; text: string; expected: string[] }>([
    {
      rule: "an unknown key points at the key and says what was meant",
      text: "id: x\nstpes: []\n",
      expected: ['a.yaml:2:1 stpes: unknown key (did you mean "steps"?)'],
    },
    {
      rule: "an unknown key like no other lists the keys that are free",
      text: "id: x\nsteps:\n  - {name: a, colour: red}\n",
      expected: ["a.yaml:3:15 steps.0.colour: unknown key, expected one of minutes"],
    },
    {
      rule: "a misspelt required key is one problem",
      text: "di: x\n",
      expected: ['a.yaml:1:1 di: unknown key (did you mean "id"?)'],
    },
    {
      rule: "a missing key points at the parent",
      text: "id: x\nsteps:\n  - {minutes: 3}\n",
      expected: ["a.yaml:3:5 steps.0.name: missing, expected a string"],
    },
    {
      rule: "a wrong kind of value says both kinds",
      text: "id: [x]\nweight: heavy\nsteps: 3\n",
      expected: [
        "a.yaml:1:5 id: expected a string, got a list",
        'a.yaml:2:9 weight: expected a number, got "heavy"',
        "a.yaml:3:8 steps: expected a list, got 3",
      ],
    },
    {
      rule: "a value outside a list of words says what was meant",
      text: "id: x\nkind: humna\n",
      expected: ['a.yaml:2:7 kind: got "humna" (did you mean "human"?)'],
    },
    {
      rule: "a value like no word lists the words",
      text: "id: x\nkind: parrot\n",
      expected: ['a.yaml:2:7 kind: got "parrot", expected one of "human", "model"'],
    },
    {
      rule: "an empty text and a number out of range are named",
      text: 'id: ""\nweight: -1\n',
      expected: [
        "a.yaml:1:5 id: must not be empty",
        "a.yaml:2:9 weight: too small: expected number to be >0, got -1",
      ],
    },
    {
      rule: "of a union the branch that fits best is spoken of",
      text: "id: x\ngraders:\n  a: {modle: m, mode: jiont}\n  b: {lexical: {rigde: 3}}\n",
      expected: [
        'a.yaml:3:7 graders.a.modle: unknown key (did you mean "model"?)',
        'a.yaml:3:23 graders.a.mode: got "jiont" (did you mean "joint"?)',
        'a.yaml:4:17 graders.b.lexical.rigde: unknown key (did you mean "ridge"?)',
      ],
    },
    {
      rule: "a union that nothing fits names every branch",
      text: "id: x\ngraders:\n  a: {}\nstatus: drft\n",
      expected: [
        "a.yaml:3:6 graders.a: expected an object with model or an object with lexical, got an empty object",
        'a.yaml:4:9 status: expected "draft" or an object with approved_by, got "drft"',
      ],
    },
    {
      rule: "a tagged union says which tags there are, and what a tag needs",
      text: "id: x\nreply: {format: txt}\n",
      expected: ['a.yaml:2:17 reply.format: expected one of "json", "text", got "txt"'],
    },
    {
      rule: "a tag's missing key points at its object",
      text: "id: x\nreply: {format: text}\n",
      expected: ["a.yaml:2:1 reply.pattern: missing, expected a string"],
    },
    {
      rule: "a bad name of a record points at the name",
      text: "id: x\ngraders:\n  A1: {model: m}\n",
      expected: ["a.yaml:3:3 graders.A1: a name has small letters only"],
    },
    {
      rule: "a key written twice is refused, also once quoted",
      text: 'id: x\n"id": y\n',
      expected: ['a.yaml:2:1 key "id" is written twice, expected once'],
    },
    {
      rule: "bad syntax has its place",
      text: "id: x\nkind: [human\n",
      expected: [
        "a.yaml:3:1 not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
      ],
    },
    {
      rule: "an empty file says what it should hold",
      text: "# nothing yet\n",
      expected: ["a.yaml:1:1 the file is empty, expected an object with id"],
    },
    {
      rule: "places count the same after a byte order mark and with Windows line ends",
      text: "\uFEFFid: x\r\nkind: parrot\r\n",
      expected: ['a.yaml:2:7 kind: got "parrot", expected one of "human", "model"'],
    },
    {
      rule: "aliases that multiply without end are refused",
      text: `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${"*a,".repeat(9)}]\nc: &c [${"*b,".repeat(9)}]\nd: [${"*c,".repeat(9)}]\n`,
      expected: ["a.yaml:1:1 not valid YAML: Excessive alias count indicates a resource exhaustion attack"],
    },
  ])("$rule", ({ text, expected }) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  it("gives the value, and the line of any path in it", () => {
    const text = "id: x\ngraders:\n  a:\n    model: m\nsteps:\n  - {name: a}\n  - name: b\n    minutes: 3\n";
    const problems: Problem[] = [];
    const file = parseYaml("a.yaml", text, schema, problems);
    expect(problems).toEqual([]);
    expect(file?.value.steps).toEqual([{ name: "a" }, { name: "b", minutes: 3 }]);
    expect(file?.locate(["graders", "a"])).toBe(3);
    expect(file?.locate(["steps", 1])).toBe(7);
    expect(file?.locate(["steps", 1, "minutes"])).toBe(8);
    expect(file?.locate(["reply", "format"])).toBe(1);
  });
});

describe("readYaml", () => {
  const folder = (): string =>
    folderWith({ "gold.yaml": "id: x\n", "latin.yaml": Buffer.from("id: x\nkind: \xe9\n", "latin1") });

  it.each([
    {
      rule: "a misspelt name",
      name: "glod.yaml",
      expected: "glod.yaml: there is no such file (did you mean gold.yaml?)",
    },
    { rule: "a name like no other", name: "other.yaml", expected: "other.yaml: there is no such file" },
    {
      rule: "a missing folder",
      name: "evals/gold.yaml",
      expected: "evals/gold.yaml: there is no folder evals",
    },
    { rule: "a folder", name: ".", expected: "FOLDER: is a folder, expected a file" },
    {
      rule: "another encoding",
      name: "latin.yaml",
      expected: "latin.yaml:2 is not UTF-8 text; save it as UTF-8",
    },
  ])("says in one sentence that $rule is no file to read", async ({ name, expected }) => {
    const base = folder();
    const file = name === "." ? base : `${base}/${name}`;
    expect(await refusal(base, readYaml(file, schema))).toEqual([expected]);
  });
});
