import { fileURLToPath } from "node:url";
import type { Peer } from "./peer.ts";

/** One `createLLMAsJudge` a dimension; it keeps nothing, so there is nothing to run again from. */
export const openevals: Peer = {
  packages: ["openevals@0.2.2", "@langchain/openai@1.6.0"],
  reply: { reasoning: "Names who comes first and what is measured.", score: 2 },
  runs: async ({ dataset, dimensions, inFlight, url, installed }) => [
    {
      what: "createLLMAsJudge",
      script: fileURLToPath(new URL("openevals-loop.ts", import.meta.url)),
      args: [installed, dataset, url, dimensions.join(","), String(inFlight)],
      env: { LANGSMITH_TRACING: "false" },
    },
  ],
};
