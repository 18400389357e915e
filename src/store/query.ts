import { spawn } from "node:child_process";
import { extname } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { queryResultSchema, type QueryResult, type QueryWork } from "../domain/query.ts";

export type QueryLimits = { readonly timeLimitMs: number; readonly maxRows: number };

/** Long enough for a slow machine to start a process, short beside a reader's patience. */
const queryLimits: QueryLimits = { timeLimitMs: 5_000, maxRows: 1_000 };

const entry = fileURLToPath(new URL(`./query-process${extname(import.meta.url)}`, import.meta.url));

/**
 * Runs one SELECT on a database in memory, in a process of its own that is killed at the time limit: a candidate's query cannot write,
 * open a file or hold up the command.
 */
export async function runQuery(
  statements: readonly string[],
  query: string,
  { timeLimitMs, maxRows }: QueryLimits = queryLimits,
): Promise<QueryResult> {
  const refusal = refusalOf(query);
  if (refusal !== null) return { status: "failed", reason: refusal };
  const child = spawn(process.execPath, [entry], {
    env: {},
    stdio: ["pipe", "pipe", "pipe"],
    timeout: timeLimitMs,
    killSignal: "SIGKILL",
  });
  const work: QueryWork = { statements: [...statements], query, maxRows };
  child.stdin.end(JSON.stringify(work));
  const ended = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (_, signal) => resolve(signal));
  });
  const [output, complaint, signal] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (signal !== null) return { status: "failed", reason: `it took longer than ${timeLimitMs / 1_000} s` };
  if (output === "") throw new Error(`the query's process gave no result: ${complaint}`);
  return queryResultSchema.parse(JSON.parse(output));
}

/** Only one reading statement is run: anything else could reach beyond the database (ATTACH), or change what it holds. */
function refusalOf(query: string): string | null {
  const bare = query.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"/g, " ").trim();
  if (!/^(select|with|values)\b/i.test(bare)) return "it is no query: expected one SELECT";
  return /;\s*\S/.test(bare) ? "it holds more than one statement: expected one SELECT" : null;
}
