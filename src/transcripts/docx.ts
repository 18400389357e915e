import { refused, type TalkProblem } from "./talk.ts";

/** The text of a DOCX document, a line for each paragraph. */
export type ReadDocx =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: TalkProblem };

export async function readDocx(_bytes: Uint8Array): Promise<ReadDocx> {
  return refused("damaged", "is not a Word document");
}
