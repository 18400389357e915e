/** JSON that a terminal shows and does not obey: what JSON leaves as it stands is escaped too. */
export function terminalJson(json: string): string {
  return json.replaceAll(
    /[\u007F-\u009F\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g,
    (character) => String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A value as a line of such JSON. */
export function jsonLine(value: unknown): string {
  return `${terminalJson(JSON.stringify(value))}\n`;
}
