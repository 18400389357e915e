// The bare loop with openevals in place of the SDK, out of the folder in which the reader installed it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import pLimit from "p-limit";

type Judge = (judged: { readonly outputs: string }) => Promise<{ readonly score: number | boolean }>;
type OpenEvals = {
  readonly createLLMAsJudge: (setup: {
    readonly prompt: string;
    readonly feedbackKey: string;
    readonly choices: readonly number[];
    readonly judge: object;
  }) => Judge;
};
type LangChain = {
  readonly ChatOpenAI: new (setup: {
    readonly model: string;
    readonly apiKey: string;
    readonly configuration: { readonly baseURL: string };
  }) => object;
};

const [installed = "", dataset = "", url = "", dimensions = "", inFlight = ""] = process.argv.slice(2);
const require = createRequire(join(installed, "package.json"));
const { createLLMAsJudge }: OpenEvals = require("openevals");
const { ChatOpenAI }: LangChain = require("@langchain/openai");

const judge = new ChatOpenAI({ model: "local", apiKey: "none", configuration: { baseURL: url } });
const judges = dimensions.split(",").map((dimension) =>
  createLLMAsJudge({
    prompt: `You score answers to case studies.\n\n{outputs}\n\nScore this dimension and no other: ${dimension}`,
    feedbackKey: dimension,
    choices: [1, 2, 3],
    judge,
  }),
);
const limit = pLimit(Number(inFlight));
const answers = readFileSync(dataset, "utf8")
  .trimEnd()
  .split("\n")
  .map((line): { answer: string } => JSON.parse(line));
const scores = await Promise.all(
  answers.flatMap(({ answer }) => judges.map((grade) => limit(() => grade({ outputs: answer })))),
);
process.stdout.write(`${scores.filter(({ score }) => score === 2).length}\n`);
