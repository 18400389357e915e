// A process of its own, so that its work is not counted as a client's: answers every request after `latency` ms, with the reply that its kind of client expects.
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { peers } from "./peers/index.ts";

const latencyMs = Number(process.argv[2]);
const ours = {
  evidence: [{ kind: "quote", turn: 1, text: "begin with two friendly customers" }],
  rationale: "Names who comes first and what is measured before anything is opened to all.",
  level: 2,
};
/** By the first part of the path asked. */
const replies = new Map([
  ["v1", replyOf(ours)],
  ...Object.entries(peers).map(([name, { reply }]) => [name, replyOf(reply)] as const),
]);

function replyOf(content: object): string {
  const message = { role: "assistant", content: JSON.stringify(content), refusal: null };
  return JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 0,
    model: "local",
    choices: [{ index: 0, finish_reason: "stop", message }],
    usage: {
      prompt_tokens: 2600,
      prompt_tokens_details: { cached_tokens: 2100 },
      completion_tokens: 60,
      completion_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 2660,
    },
  });
}

const server = createServer((incoming, outgoing) => {
  const reply = replies.get(incoming.url?.split("/")[1] ?? "");
  incoming.resume().once("end", () => {
    void sleep(latencyMs).then(() =>
      outgoing.writeHead(reply === undefined ? 404 : 200, { "content-type": "application/json" }).end(reply),
    );
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : ""}\n`);
});
