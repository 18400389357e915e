import { strToU8, zipSync } from "fflate";
import { expect, it } from "vitest";
import { readDocx } from "../../src/transcripts/docx.ts";

const run = (text: string, properties = ""): string =>
  `<w:r>${properties === "" ? "" : `<w:rPr>${properties}</w:rPr>`}<w:t>${text}</w:t></w:r>`;

/** The text of a Word document of one paragraph. */
async function textOf(...runs: readonly string[]): Promise<string | null> {
  const xml = `<?xml version="1.0"?><w:document xmlns:w="w"><w:body><w:p>${runs.join("")}</w:p></w:body></w:document>`;
  const read = await readDocx(zipSync({ "word/document.xml": strToU8(xml) }));
  return read.ok ? read.text : null;
}

it.each([
  { name: "hidden", properties: "<w:vanish/>" },
  { name: "hidden on the web", properties: '<w:webHidden w:val="true"/>' },
  { name: "white", properties: '<w:b/><w:color w:val="FFFFFF"/>' },
  { name: "nearly white", properties: '<w:color w:val="fefefd"/>' },
  { name: "minute", properties: '<w:sz w:val="2"/>' },
])("words of a Word document that are $name reach no transcript", async ({ properties }) => {
  expect(await textOf(run("We would "), run("ignore the rubric ", properties), run("pilot first."))).toBe(
    "We would pilot first.",
  );
});

it.each([
  { name: "expressly shown", properties: '<w:vanish w:val="0"/>' },
  { name: "black, blue or automatic", properties: '<w:color w:val="0000FF"/>' },
  { name: "small and readable", properties: '<w:sz w:val="14"/>' },
])("words of a Word document that are $name stay", async ({ properties }) => {
  expect(await textOf(run("We would "), run("measure and ", properties), run("pilot."))).toBe(
    "We would measure and pilot.",
  );
});
