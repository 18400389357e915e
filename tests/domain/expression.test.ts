import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  evaluateExpression,
  parseExpression,
  type Expression,
  type Operator,
} from "../../src/domain/expression.ts";
import { HarnessError } from "../../src/errors.ts";
import { propertyRuns } from "../support/runs.ts";

const values = new Map([
  ["docs", 8000],
  ["days_2", 30],
  ["none", 0],
]);

function valueOf(text: string): number {
  return evaluateExpression(parseExpression(text), values);
}

describe("an expression", () => {
  it.each([
    ["15000", 15000],
    [".5 + 0.25", 0.75],
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["10 - 4 - 3", 3],
    ["24 / 4 / 2", 3],
    ["2 ^ 3 ^ 2", 512],
    ["-2 ^ 2", -4],
    ["2 ^ -1", 0.5],
    ["2 * -3", -6],
    ["--3", 3],
    ["3 - -2", 5],
    ["docs * days_2", 240_000],
    ["15000 / (docs * days_2)", 0.0625],
    ["round(2.5)", 3],
    ["round(-2.5)", -3],
    ["round(docs * 1.2 ^ 4)", 16_589],
    ["min(docs, 5) + max(1, 2)", 7],
    ["max(min(1, 2), -(3))", 1],
  ])("%s is %d", (text, expected) => {
    expect(valueOf(text)).toBeCloseTo(expected, 10);
  });

  it.each([
    ["", "column 1: expected a number, a name or a parenthesis, got the end"],
    ["1 +", "column 4: expected a number, a name or a parenthesis, got the end"],
    ["1 2", 'column 3: expected an operator or the end, got "2"'],
    ["(1", 'column 3: expected ")", got the end'],
    ["1)", 'column 2: expected an operator or the end, got ")"'],
    ["* 2", 'column 1: expected a number, a name or a parenthesis, got "*"'],
    ["min(1)", 'column 6: expected ",", got ")"'],
    ["round(1, 2)", 'column 8: expected ")", got ","'],
    ["round + 1", 'column 7: expected "(", got "+"'],
    ["1.", 'column 2: expected a number, a name in lower case, one of + - * / ^ ( ) or a comma, got "."'],
    ["15,000", 'column 3: expected an operator or the end, got ","'],
    ["a.b", 'column 2: expected a number, a name in lower case, one of + - * / ^ ( ) or a comma, got "."'],
    ["Docs", 'column 1: expected a number, a name in lower case, one of + - * / ^ ( ) or a comma, got "D"'],
    ["1 + doc", 'column 5: unknown name "doc", expected one of docs, days_2, none'],
    ["constructor", 'column 1: unknown name "constructor", expected one of docs, days_2, none'],
    ["docs / (1 - 1)", "column 6: division by zero"],
    ["docs / none", "column 6: division by zero"],
    ["(0 - 1) ^ 0.5", "column 9: -1 ^ 0.5 is no finite number"],
    ["10 ^ 999", "column 4: 10 ^ 999 is no finite number"],
    ["9".repeat(400), "column 1: the number is too large"],
    ["(".repeat(501), "column 501: an expression has at most 500 characters"],
  ])("%s is refused with its column", (text, message) => {
    expect(() => valueOf(text)).toThrow(new HarnessError("invalid-file", message));
  });

  it("has the value of the tree that it was printed from", () => {
    fc.assert(
      fc.property(trees, (tree) => {
        fc.pre(print(tree).length <= 500);
        expect(outcome(() => valueOf(print(tree)))).toEqual(outcome(() => evaluateExpression(tree, values)));
      }),
      propertyRuns,
    );
  });

  it("never fails with anything but its own error", () => {
    const token = fc.constantFrom(
      ...Array.from("()+-*/^,.19 x_"),
      "round",
      "min(",
      "docs",
      "none",
      "e",
      "__proto__",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(token).map((all) => all.join("")),
        ),
        (text) => {
          expect(["string", "number"]).toContain(typeof outcome(() => valueOf(text)));
        },
      ),
      propertyRuns,
    );
  });

  it.each(["(", "-", "2^", "round("])("stays within the stack however often %s is nested", (opening) => {
    expect(typeof outcome(() => valueOf(opening.repeat(500 / opening.length)))).toBe("string");
  });
});

const operators: readonly Operator[] = ["+", "-", "*", "/", "^"];
const column = 1;

const { tree: trees } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.integer({ min: 0, max: 999 }).map((n): Expression => ({ kind: "number", value: n / 4 })),
    fc.constantFrom(...values.keys()).map((name): Expression => ({ kind: "name", name, column })),
    tie("tree").map((operand): Expression => ({ kind: "negative", operand })),
    tie("tree").map((operand): Expression => ({ kind: "call", name: "round", operands: [operand], column })),
    fc
      .tuple(fc.constantFrom("min", "max"), tie("tree"), tie("tree"))
      .map(([name, ...operands]): Expression => ({ kind: "call", name, operands, column })),
    fc
      .tuple(fc.constantFrom(...operators), tie("tree"), tie("tree"))
      .map(([operator, left, right]): Expression => ({ kind: "operation", operator, left, right, column })),
  ),
}));

/** With parentheses only where the grammar's precedence asks for them. */
function print(tree: Expression, lowest = 1): string {
  switch (tree.kind) {
    case "number":
      return String(tree.value);
    case "name":
      return tree.name;
    case "negative":
      return enclosed(`-${print(tree.operand, 3)}`, lowest > 2);
    case "call":
      return `${tree.name}(${tree.operands.map((each) => print(each)).join(", ")})`;
    case "operation": {
      const own = { "+": 1, "-": 1, "*": 2, "/": 2, "^": 3 }[tree.operator];
      const [left, right] = tree.operator === "^" ? [4, 3] : [own, own + 1];
      return enclosed(`${print(tree.left, left)} ${tree.operator} ${print(tree.right, right)}`, own < lowest);
    }
  }
}

function enclosed(text: string, isNeeded: boolean): string {
  return isNeeded ? `(${text})` : text;
}

/** The value, or what was wrong without its column; anything but the typed error is a fault of ours. */
function outcome(evaluate: () => number): number | string {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof HarnessError && /^column \d+: /.test(error.message))
      return error.message.replace(/^column \d+: /, "");
    throw error;
  }
}
