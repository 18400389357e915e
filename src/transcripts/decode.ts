/** Bytes as text and the name of their encoding; null where they are no text. */
export type Decoded = { readonly text: string; readonly encoding: "utf-8" | "utf-16" | "windows-1252" };

/** Reads UTF-8, UTF-16 in either order of bytes, and what older tools write where it is neither. Line ends become `\n`. */
export function decodeText(bytes: Uint8Array): Decoded | null {
  const utf16 = utf16Of(bytes);
  const decoded = utf16 === null ? decodeBytes(bytes) : decodeAs(utf16, bytes, "utf-16");
  if (decoded === null || looksBinary(decoded.text)) return null;
  return { ...decoded, text: decoded.text.replaceAll(/\r\n?/g, "\n") };
}

function decodeBytes(bytes: Uint8Array): Decoded | null {
  return decodeAs("utf-8", bytes, "utf-8") ?? decodeAs("windows-1252", bytes, "windows-1252");
}

function decodeAs(label: string, bytes: Uint8Array, encoding: Decoded["encoding"]): Decoded | null {
  try {
    return { text: new TextDecoder(label, { fatal: true }).decode(bytes), encoding };
  } catch {
    return null;
  }
}

/** By its mark, or by the zeros that stand beside every Latin letter. */
function utf16Of(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const zeros = [0, 0];
  const head = bytes.subarray(0, 4096);
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > head.length / 5 && even === 0) return "utf-16le";
  return even > head.length / 5 && odd === 0 ? "utf-16be" : null;
}

function looksBinary(text: string): boolean {
  const head = text.slice(0, 65_536);
  const controls = head.match(/(?![\t\n\v\f\r\u0085])\p{Cc}/gu)?.length ?? 0;
  return text.includes("\0") || controls > head.length / 100;
}
