import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { HarnessError, type ErrorCode } from "../../src/errors.ts";

/** A folder with these files, gone when the test is over. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** The lines of the error that refuses something, without the folder's name. */
export async function refusal(
  folder: string,
  action: Promise<unknown>,
  code: ErrorCode = "invalid-file",
): Promise<string[]> {
  const error = await action.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HarnessError);
  if (!(error instanceof HarnessError)) return [];
  expect(error.code).toBe(code);
  return error.message.replaceAll(`${folder}/`, "").replaceAll(folder, "FOLDER").split("\n");
}
