import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { startBatchServer } from "../support/batch-server.ts";
import { createProject, evalPath, goodReply, testKeys } from "../support/project.ts";

const program = fileURLToPath(new URL("measured-run.ts", import.meta.url));

/** Megabytes that live objects may take: the answers and labels of 50,001 samples, and hardly more. */
const heapMb = 400;

describe.skipIf(!process.env["TOUCHSTONE_DEEP"])("batches of more than one file (npm run test:deep)", () => {
  it(
    "splits 50,001 requests of 325 MB by the provider's limits, and holds them nowhere",
    { timeout: 900_000 },
    async () => {
      const samples = 50_001;
      await using server = await startBatchServer({ answer: goodReply });
      const graders = `  a: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1"}`;
      const project = await createProject({ samples, dimensions: ["cost"], graders });
      const child = spawn(
        process.execPath,
        [`--max-old-space-size=${heapMb}`, program, "run", evalPath, "--batch"],
        { cwd: project.path, env: { ...process.env, ...testKeys } },
      );
      let said = "";
      child.stderr.on("data", (words) => (said += String(words)));
      await once(child, "exit");
      expect({ code: child.exitCode, said }).toMatchObject({ code: 75 });
      const sizes = server.batches.map(({ items }) => items.length);
      expect(sizes).toHaveLength(2);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(samples);
    },
  );
});
