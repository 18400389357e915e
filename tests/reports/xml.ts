/** An element of an XML document. */
export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
};

const attribute = String.raw`\s+([A-Za-z][\w.-]*)="([^<"]*)"`;
const piece = new RegExp(String.raw`<(/?)([A-Za-z][\w.-]*)((?:${attribute})*)\s*(/?)>|([^<>]+)`, "gy");
const entities = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" } as const;

/** Reads a document of elements and attributes, as strictly as XML 1.0 asks; anything that is not well-formed throws. */
export function parseXml(text: string): Element {
  const strange = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.exec(text);
  if (strange !== null) throw new SyntaxError(`XML has no character ${strange[0].codePointAt(0)}`);
  const body = text.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "");
  const top: Element[] = [];
  const open: { name: string; children: Element[] }[] = [{ name: "", children: top }];
  let end = 0;
  for (const match of body.matchAll(piece)) {
    end = match.index + match[0].length;
    const [, closing, name, attributes = "", , , empty, characters] = match;
    const parent = open.at(-1);
    if (characters !== undefined) {
      if (unescaped(characters).trim() !== "")
        throw new SyntaxError(`text outside attributes: ${characters}`);
    } else if (closing === "/") {
      if (open.pop()?.name !== name) throw new SyntaxError(`</${name}> closes another element`);
    } else if (name !== undefined) {
      const children: Element[] = [];
      parent?.children.push({ name, attributes: parseAttributes(attributes), children });
      if (empty === "") open.push({ name, children });
    }
  }
  const [root] = top;
  if (end !== body.length) throw new SyntaxError(`not XML: ${body.slice(end, end + 80)}`);
  if (open.length !== 1 || root === undefined || top.length > 1) throw new SyntaxError("not one closed root");
  return root;
}

function parseAttributes(text: string): Record<string, string> {
  const found = [...text.matchAll(new RegExp(attribute, "g"))].map(
    ([, name = "", value = ""]) => [name, unescaped(value)] as const,
  );
  if (new Set(found.map(([name]) => name)).size < found.length) throw new SyntaxError(`twice: ${text}`);
  return Object.fromEntries(found);
}

function unescaped(text: string): string {
  return text.replaceAll(/&(#(\d+)|\w+)?(;?)/g, (whole, name: string, code: string | undefined) => {
    const value =
      code === undefined
        ? Object.entries(entities).find(([key]) => key === name)?.[1]
        : String.fromCodePoint(Number(code));
    if (value === undefined || !whole.endsWith(";")) throw new SyntaxError(`no entity ${whole}`);
    return value;
  });
}

/** All elements of a name, wherever they are. */
export function elementsNamed(element: Element, name: string): Element[] {
  return [
    ...(element.name === name ? [element] : []),
    ...element.children.flatMap((child) => elementsNamed(child, name)),
  ];
}
