import { refused, type TalkProblem } from "./talk.ts";

/** The text of a DOCX document, a line for each paragraph. */
export type ReadDocx =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: TalkProblem };

const body = "word/document.xml";
const links = "word/_rels/document.xml.rels";

/** A day of speech in Word's XML stays below it; a bomb does not. */
const maxUnpackedBytes = 64 * 1024 * 1024;
const chunkBytes = 16 * 1024;

/** Unpacks the document's own text and nothing else. Whatever would be fetched from outside is refused, not followed. */
export async function readDocx(bytes: Uint8Array): Promise<ReadDocx> {
  const files = await unpack(bytes);
  if (files === "damaged") return refused("damaged", "is a damaged Word document or archive");
  if (files === "too-large")
    return refused(
      "unsafe",
      "unpacks to far more than a transcript holds, as an archive made to exhaust memory does",
    );
  const [text, relations = ""] = [files.get(body), files.get(links)];
  if (text === undefined)
    return refused("not-text", "is an archive and no Word document, expected a transcript");
  const external = externalTarget(relations);
  if (external !== null)
    return refused("unsafe", `loads "${external.slice(0, 80)}" from outside; save it without linked content`);
  return paragraphs(text);
}

/** The two files that are read, unpacked piece by piece so that a bomb is noticed before it is in memory. */
async function unpack(bytes: Uint8Array): Promise<ReadonlyMap<string, string> | "damaged" | "too-large"> {
  const { Unzip, UnzipInflate } = await import("fflate");
  const files = new Map<string, string>();
  const state = { byteCount: 0, hasFailed: false };
  const isTooLarge = (): boolean => state.byteCount > maxUnpackedBytes;
  const unzip = new Unzip((file) => {
    if (file.name !== body && file.name !== links) return;
    const decoder = new TextDecoder();
    file.ondata = (error, data, isLast) => {
      state.hasFailed ||= error !== null;
      if (state.hasFailed || isTooLarge()) return;
      state.byteCount += data.length;
      files.set(file.name, (files.get(file.name) ?? "") + decoder.decode(data, { stream: !isLast }));
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < bytes.length && !isTooLarge(); at += chunkBytes)
      unzip.push(bytes.subarray(at, at + chunkBytes), at + chunkBytes >= bytes.length);
  } catch {
    return "damaged";
  }
  if (isTooLarge()) return "too-large";
  return state.hasFailed ? "damaged" : files;
}

/** What would be loaded on opening. A hyperlink is only followed when it is clicked. */
function externalTarget(relations: string): string | null {
  for (const [relation] of relations.matchAll(/<Relationship\b[^>]*>/g)) {
    if (!/TargetMode\s*=\s*["']External["']/.test(relation) || /\/hyperlink["']/.test(relation)) continue;
    return /Target\s*=\s*["']([^"']*)/.exec(relation)?.[1] ?? "";
  }
  return null;
}

/** Half points: nobody reads smaller letters. */
const smallestSize = 4;

/** Whether a run's property keeps its words from whoever reads the document: hidden, white or minute. */
function hides(property: string, value: string): boolean {
  switch (property) {
    case "w:vanish":
    case "w:webHidden":
      return !/^(?:0|false|off)$/.test(value);
    case "w:color":
      return /^f[c-f]f[c-f]f[c-f]$/i.test(value);
    case "w:sz":
      return value !== "" && Number(value) <= smallestSize;
    default:
      return false;
  }
}

async function paragraphs(xml: string): Promise<ReadDocx> {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml))
    return refused("unsafe", "declares entities in its XML, as no Word document does");
  const { SaxesParser } = await import("saxes");
  const parser = new SaxesParser();
  const lines: string[] = [];
  let line = "";
  let isText = false;
  let isUnseen = false;
  parser.on("opentag", ({ name, attributes }) => {
    isText = name === "w:t";
    if (name === "w:r") isUnseen = false;
    isUnseen ||= hides(name, attributes["w:val"] ?? "");
    if (name === "w:br" || name === "w:cr") line += "\n";
    if (name === "w:tab") line += "  ";
  });
  parser.on("text", (text) => {
    if (isText && !isUnseen) line += text;
  });
  parser.on("closetag", ({ name }) => {
    isText = false;
    if (name === "w:p") {
      lines.push(line);
      line = "";
    }
  });
  try {
    parser.write(xml).close();
  } catch {
    return refused("damaged", "is a damaged Word document");
  }
  return { ok: true, text: lines.join("\n") };
}
