// The least that does the same work: the SDK, a limit on what is in flight, a level out of each reply, nothing kept on disk.
import { readFileSync } from "node:fs";
import OpenAI from "openai";
import pLimit from "p-limit";

const [dataset = "", url = "", dimensions = ""] = process.argv.slice(2);
const client = new OpenAI({ apiKey: "none", baseURL: url, maxRetries: 0 });
const limit = pLimit(50);
const levels: number[] = [];

async function grade(answer: string, dimension: string): Promise<void> {
  const { choices } = await client.chat.completions.create({
    model: "local",
    messages: [
      { role: "system", content: "You score answers to case studies. Reply in JSON." },
      { role: "user", content: `${answer}\n\nScore this dimension and no other: ${dimension}` },
    ],
    max_tokens: 4096,
  });
  const parsed: unknown = JSON.parse(choices[0]?.message.content ?? "null");
  if (typeof parsed === "object" && parsed !== null && "level" in parsed) levels.push(Number(parsed.level));
}

const answers = readFileSync(dataset, "utf8")
  .trimEnd()
  .split("\n")
  .map((line): { answer: string } => JSON.parse(line));
await Promise.all(
  answers.flatMap(({ answer }) =>
    dimensions.split(",").map((dimension) => limit(() => grade(answer, dimension))),
  ),
);
process.stdout.write(`${levels.length}\n`);
