import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { createModel } from "../../src/models/index.ts";
import { failureFor, retryAfterMs } from "../../src/models/failures.ts";
import type { ModelFailure } from "../../src/models/model.ts";
import { faults, startModelServer, type Fault } from "../support/model-server.ts";
import { dependencies, requestFor } from "./requests.ts";

const protocols = [
  { id: "openai:gpt-6-sol", path: "/v1" },
  { id: "compatible:llama", path: "/v1" },
  { id: "anthropic:claude-opus-5-5", path: "" },
];

type Row = { name: string; fault: Fault } & Pick<ModelFailure, "kind" | "retryable" | "fatal" | "charged">;
const passing = { retryable: true, fatal: false } as const;
const fatal = { retryable: false, fatal: true, charged: "no" } as const;
const creditMessage = "Your credit balance is too low to access the API";

const table: Row[] = [
  { name: "429", fault: faults.rateLimit(), kind: "rate-limit", ...passing, charged: "no" },
  { name: "429 insufficient_quota", fault: faults.quota(), kind: "quota", ...fatal },
  { name: "403 insufficient_quota", fault: faults.quota(403), kind: "quota", ...fatal },
  { name: "402", fault: faults.status(402, "billing_error", "Pay"), kind: "quota", ...fatal },
  {
    name: "400 that speaks of credit",
    fault: faults.status(400, "invalid_request_error", creditMessage),
    kind: "quota",
    ...fatal,
  },
  {
    name: "400",
    fault: faults.status(400, "invalid_request_error", "schema of credit_risk"),
    kind: "bad-request",
    retryable: false,
    fatal: false,
    charged: "no",
  },
  { name: "401", fault: faults.wrongKey(), kind: "auth", ...fatal },
  { name: "403", fault: faults.status(403, "permission_error"), kind: "auth", ...fatal },
  { name: "404", fault: faults.unknownModel(), kind: "unknown-model", ...fatal },
  {
    name: "400 model_not_found",
    fault: faults.status(400, "model_not_found"),
    kind: "unknown-model",
    ...fatal,
  },
  { name: "408", fault: faults.status(408), kind: "server", ...passing, charged: "unknown" },
  { name: "409", fault: faults.status(409), kind: "server", ...passing, charged: "no" },
  { name: "500", fault: faults.status(500), kind: "server", ...passing, charged: "no" },
  { name: "503", fault: faults.status(503), kind: "server", ...passing, charged: "no" },
  { name: "504", fault: faults.status(504), kind: "server", ...passing, charged: "unknown" },
  {
    name: "529",
    fault: faults.status(529, "overloaded_error"),
    kind: "overloaded",
    ...passing,
    charged: "no",
  },
  { name: "a reset", fault: faults.reset, kind: "connection", ...passing, charged: "unknown" },
  { name: "a hang", fault: faults.hang, kind: "timeout", ...passing, charged: "unknown" },
  { name: "a stall within the body", fault: faults.stall, kind: "timeout", ...passing, charged: "unknown" },
  { name: "half a JSON text", fault: faults.cutJson, kind: "malformed", ...passing, charged: "unknown" },
  { name: "half a body", fault: faults.cutConnection, kind: "connection", ...passing, charged: "unknown" },
];

/** A server that answers everything with one body. */
async function serve(body: string, type = "application/json") {
  const server = createServer((_, outgoing) => outgoing.writeHead(200, { "content-type": type }).end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : null;
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe.each(protocols)("$id", ({ id, path }) => {
  it.each(table)(
    "takes $name for $kind, after one try",
    async ({ fault, kind, retryable, fatal, charged }) => {
      await using server = await startModelServer({ answer: () => "never", fault: () => fault });
      const given = dependencies({
        baseUrl: `${server.url}${path}`,
        timeoutMs: kind === "timeout" ? 50 : 5_000,
      });
      const failure = await (await createModel(id, given)).reply(requestFor());
      expect(failure).toMatchObject({ status: "failed", kind, retryable, fatal, charged });
      expect(server.requests).toHaveLength(1);
    },
  );

  it("knows that nothing was charged where nobody listened, and names no host or port", async () => {
    const server = await startModelServer({ answer: () => "never" });
    await server.close();
    const model = await createModel(id, dependencies({ baseUrl: server.url }));
    const message = "the connection failed: ECONNREFUSED";
    expect(await model.reply(requestFor())).toMatchObject({
      kind: "connection",
      ...passing,
      charged: "no",
      message,
    });
  });

  it.each([
    ["a page", "text/html", "<html>"],
    ["another API's JSON", "application/json", '{"ok": true}'],
    ["null", "application/json", "null"],
  ])("takes %s for a malformed reply", async (_, type, body) => {
    await using server = await serve(body, type);
    const model = await createModel(id, dependencies({ baseUrl: server.url }));
    expect(await model.reply(requestFor())).toMatchObject({
      kind: "malformed",
      ...passing,
      charged: "unknown",
    });
  });

  it("says what the provider said, but nothing of a refused key", async () => {
    await using server = await startModelServer({
      answer: () => "never",
      fault: ({ number }) => (number === 1 ? faults.unknownModel() : faults.wrongKey()),
    });
    const model = await createModel(id, dependencies({ baseUrl: `${server.url}${path}` }));
    expect(await model.reply(requestFor())).toMatchObject({
      message: "status 404: The model does not exist",
    });
    expect(await model.reply(requestFor())).toMatchObject({ message: "status 401: the API key was refused" });
  });

  it("reads how long it is asked to wait", async () => {
    await using server = await startModelServer({
      answer: () => "never",
      fault: () => faults.rateLimit({ "retry-after": "120" }),
    });
    const model = await createModel(id, dependencies({ baseUrl: `${server.url}${path}` }));
    expect(await model.reply(requestFor())).toMatchObject({ kind: "rate-limit", retryAfterMs: 120_000 });
  });
});

describe("a reply that came", () => {
  it.each([
    ["rate_limit_exceeded", "rate-limit"],
    ["server_error", "server"],
  ])("may say of itself that it failed: %s", async (code, kind) => {
    const failed = { model: "gpt-5.5", status: "failed", error: { code, message: "try later" }, output: [] };
    await using server = await serve(JSON.stringify(failed));
    const model = await createModel("openai:gpt-5.5", dependencies({ baseUrl: server.url }));
    expect(await model.reply(requestFor())).toMatchObject({ kind, ...passing, charged: "unknown" });
  });

  it("has no cost where the endpoint does not say what it used", async () => {
    const completion = { model: "llama", choices: [{ finish_reason: "stop", message: { content: "3" } }] };
    await using server = await serve(JSON.stringify(completion));
    const model = await createModel("compatible:llama", dependencies({ baseUrl: server.url }));
    expect(await model.reply(requestFor())).toMatchObject({ text: "3", usd: null, priceSource: null });
  });
});

describe("failureFor", () => {
  it("throws on what no SDK throws: a bug of ours is not a connection that failed", () => {
    const bug = new TypeError("undefined is not a function");
    expect(() => failureFor(bug)).toThrow(bug);
  });
});

describe("retryAfterMs", () => {
  it.each<{ name: string; headers: Record<string, string>; expected: number | null }>([
    { name: "seconds", headers: { "retry-after": "3" }, expected: 3_000 },
    { name: "fractions of seconds", headers: { "retry-after": "0.5" }, expected: 500 },
    { name: "milliseconds win", headers: { "retry-after-ms": "250", "retry-after": "3" }, expected: 250 },
    {
      name: "a date, against the reply's own",
      headers: { "retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", date: "Wed, 21 Oct 2026 07:28:00 GMT" },
      expected: 30_000,
    },
    {
      name: "a date that is past",
      headers: { "retry-after": "Wed, 21 Oct 2026 07:27:00 GMT", date: "Wed, 21 Oct 2026 07:28:00 GMT" },
      expected: 0,
    },
    {
      name: "a date without the reply's own",
      headers: { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" },
      expected: null,
    },
    {
      name: "words",
      headers: { "retry-after": "soon", date: "Wed, 21 Oct 2026 07:28:00 GMT" },
      expected: null,
    },
    { name: "nothing", headers: {}, expected: null },
  ])("$name → $expected", ({ headers, expected }) => {
    expect(retryAfterMs(new Headers(headers))).toBe(expected);
  });
});
