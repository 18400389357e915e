import { HarnessError } from "../errors.ts";

type Place = { readonly column: number };

/** Arithmetic as a tree. Columns count from 1 and say where an operator or a name stands. */
export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | (Place & { readonly kind: "name"; readonly name: string })
  | { readonly kind: "negative"; readonly operand: Expression }
  | (Place & { readonly kind: "call"; readonly name: FunctionName; readonly operands: readonly Expression[] })
  | (Place & {
      readonly kind: "operation";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    });

export type Operator = keyof typeof operators;
export type FunctionName = keyof typeof functions;

/** A leading minus binds like a product: -2 ^ 2 is -4, as on paper. */
const operators = {
  "+": { precedence: 1, apply: (a: number, b: number) => a + b },
  "-": { precedence: 1, apply: (a: number, b: number) => a - b },
  "*": { precedence: 2, apply: (a: number, b: number) => a * b },
  "/": { precedence: 2, apply: (a: number, b: number) => a / b },
  "^": { precedence: 3, apply: (a: number, b: number) => a ** b },
} as const;

/** Halves are rounded away from zero. */
const functions = {
  round: { arity: 1, apply: (a: number) => Math.sign(a) * Math.round(Math.abs(a)) },
  min: { arity: 2, apply: (a: number, b: number) => Math.min(a, b) },
  max: { arity: 2, apply: (a: number, b: number) => Math.max(a, b) },
} as const;

/** Longer than any figure takes to work out, and short enough that reading never runs out of stack. */
const longestExpression = 500;

/**
 * Reads numbers, names, + - * / ^ (grouping to the right), a leading minus, parentheses, round(x), min(a, b) and max(a, b).
 * Nothing is ever run as code.
 * @throws HarnessError `invalid-file` with the column and what was expected there
 */
export function parseExpression(text: string): Expression {
  if (text.length > longestExpression)
    throw wrong(longestExpression + 1, `an expression has at most ${longestExpression} characters`);
  const tokens = tokensOf(text);
  const end = { text: "", column: text.trimEnd().length + 1 };
  let position = 0;
  const peek = (): Token => tokens[position] ?? end;
  const take = (): Token => {
    const token = peek();
    position += 1;
    return token;
  };
  const require = (expected: string): void => {
    const token = take();
    if (token.text !== expected) throw unexpected(token, `"${expected}"`);
  };

  const expression = (lowest: number): Expression => {
    let left = operand();
    for (;;) {
      const { text: operator, column } = peek();
      if (!isOperator(operator) || operators[operator].precedence < lowest) return left;
      take();
      const { precedence } = operators[operator];
      const right = expression(operator === "^" ? precedence : precedence + 1);
      left = { kind: "operation", operator, left, right, column };
    }
  };

  const operand = (): Expression => {
    const token = take();
    if (/^[\d.]/.test(token.text)) {
      const value = Number(token.text);
      if (!Number.isFinite(value)) throw wrong(token.column, "the number is too large");
      return { kind: "number", value };
    }
    if (token.text === "-") return { kind: "negative", operand: expression(operators["^"].precedence) };
    if (token.text === "(") {
      const inner = expression(1);
      require(")");
      return inner;
    }
    if (!/^[a-z]/.test(token.text)) throw unexpected(token, "a number, a name or a parenthesis");
    if (isFunction(token.text)) return call(token.text, token.column);
    return { kind: "name", name: token.text, column: token.column };
  };

  const call = (name: FunctionName, column: number): Expression => {
    require("(");
    const operands = [expression(1)];
    while (operands.length < functions[name].arity) {
      require(",");
      operands.push(expression(1));
    }
    require(")");
    return { kind: "call", name, operands, column };
  };

  const whole = expression(1);
  if (position < tokens.length) throw unexpected(peek(), "an operator or the end");
  return whole;
}

/**
 * What an expression comes to.
 * @throws HarnessError `invalid-file` for a name without value, a division by zero and whatever is no finite number
 */
export function evaluateExpression(expression: Expression, values: ReadonlyMap<string, number>): number {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "name": {
      const value = values.get(expression.name);
      if (value !== undefined) return value;
      const known = values.size === 0 ? "no names here" : `one of ${[...values.keys()].join(", ")}`;
      throw wrong(expression.column, `unknown name "${expression.name}", expected ${known}`);
    }
    case "negative":
      return -evaluateExpression(expression.operand, values);
    case "call": {
      const [a = 0, b = 0] = expression.operands.map((each) => evaluateExpression(each, values));
      return functions[expression.name].apply(a, b);
    }
    case "operation":
      return evaluateOperation(expression, values);
  }
}

function evaluateOperation(
  { operator, left, right, column }: Extract<Expression, { kind: "operation" }>,
  values: ReadonlyMap<string, number>,
): number {
  const [a, b] = [evaluateExpression(left, values), evaluateExpression(right, values)];
  if (operator === "/" && b === 0) throw wrong(column, "division by zero");
  const value = operators[operator].apply(a, b);
  if (!Number.isFinite(value)) throw wrong(column, `${a} ${operator} ${b} is no finite number`);
  return value;
}

/** Every name that an expression uses. */
export function namesIn(expression: Expression): string[] {
  switch (expression.kind) {
    case "number":
      return [];
    case "name":
      return [expression.name];
    case "negative":
      return namesIn(expression.operand);
    case "call":
      return expression.operands.flatMap(namesIn);
    case "operation":
      return [...namesIn(expression.left), ...namesIn(expression.right)];
  }
}

type Token = Place & { readonly text: string };

function tokensOf(text: string): Token[] {
  return [...text.matchAll(/\d+(?:\.\d+)?|\.\d+|[a-z][a-z0-9_]*|\S/g)].map((match) => {
    const token = { text: match[0], column: match.index + 1 };
    if (/^(?:[\d.]?\d|[a-z]|[-+*/^(),])/.test(token.text)) return token;
    throw unexpected(token, "a number, a name in lower case, one of + - * / ^ ( ) or a comma");
  });
}

function isOperator(text: string): text is Operator {
  return Object.hasOwn(operators, text);
}

function isFunction(text: string): text is FunctionName {
  return Object.hasOwn(functions, text);
}

function unexpected({ text, column }: Token, expected: string): HarnessError {
  return wrong(column, `expected ${expected}, got ${text === "" ? "the end" : `"${text}"`}`);
}

function wrong(column: number, message: string): HarnessError {
  return new HarnessError("invalid-file", `column ${column}: ${message}`);
}
