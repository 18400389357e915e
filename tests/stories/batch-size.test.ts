import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { startBatchServer } from "../support/batch-server.ts";
import { createProject, evalPath, goodReply, testKeys } from "../support/project.ts";

const program = fileURLToPath(new URL("measured-run.ts", import.meta.url));

describe.skipIf(!process.env["TOUCHSTONE_DEEP"])("batches of more than one file (npm run test:deep)", () => {
  it(
    "splits 50,001 requests by the provider's limit, in memory that does not grow with them",
    { timeout: 600_000 },
    async () => {
      const megabytes: number[] = [];
      for (const samples of [2_001, 50_001]) {
        await using server = await startBatchServer({ answer: goodReply });
        const graders = `  a: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1"}`;
        const project = await createProject({ samples, dimensions: ["cost"], graders });
        const child = spawn(process.execPath, [program, "run", evalPath, "--batch"], {
          cwd: project.path,
          env: { ...process.env, ...testKeys },
        });
        let said = "";
        child.stderr.on("data", (words) => (said += String(words)));
        await once(child, "exit");
        expect({ code: child.exitCode, said }).toMatchObject({ code: 75 });
        const sizes = server.batches.map(({ items }) => items.length);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(samples);
        // Each request is of some 6.5 kB, so that 200 MB are full before 50,000 requests are.
        expect(sizes).toHaveLength(samples > 50_000 ? 2 : 1);
        megabytes.push(Number(/peak (\d+) MB/.exec(said)?.[1]));
      }
      const [few = 0, many = 0] = megabytes;
      // The bodies of all requests come to some 325 MB; what grows is the answers and labels of the eval itself.
      expect(many - few).toBeLessThan(250);
    },
  );
});
