import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { schemaFiles, schemaFolder, staleSchemas } from "../../tools/write-schemas.ts";

it("the published schemas are what the code says (npm run schemas writes them)", () => {
  expect(staleSchemas()).toEqual([]);
  expect(readdirSync(schemaFolder).sort()).toEqual([...schemaFiles().keys()].sort());
});
