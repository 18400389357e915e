import { readFile } from "node:fs/promises";
import { isRunDocument, runDocumentSchema, type RunDocument } from "../domain/run.ts";
import { HarnessError } from "../errors.ts";

/** Reads what `run -o x.json` wrote. */
export async function readResult(path: string): Promise<RunDocument> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new HarnessError("invalid-file", `${path}: cannot be read`, { cause });
  });
  const document = parseJson(path, text);
  if (isRunDocument(document)) return document;
  const [issue] = runDocumentSchema.safeParse(document).error?.issues ?? [];
  const place = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw new HarnessError(
    "invalid-file",
    `${path}: not a result of touchstone run: ${place}${issue?.message}`,
  );
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HarnessError("invalid-file", `${path}: not JSON`, { cause });
  }
}
