import { createServer, request as forward, type IncomingHttpHeaders, type RequestListener } from "node:http";
import { connect, type Socket } from "node:net";
import { text as readText } from "node:stream/consumers";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createFetch } from "../../src/models/transport.ts";

const send = createFetch({});

/** A loopback server, gone when the test is over. */
async function listen(handler: (...given: Parameters<RequestListener>) => unknown) {
  const server = createServer((incoming, outgoing) => void handler(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    await server[Symbol.asyncDispose]();
  };
  onTestFinished(close);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const host = `127.0.0.1:${address.port}`;
  return { server, host, origin: `http://${host}`, close };
}

type Received = {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** A server that keeps what it was sent; it answers "here", or redirects to where the table of paths says. */
async function listenAndKeep(
  redirects: (path: string) => { status: number; to: string } | undefined = () => undefined,
) {
  const received: Received[] = [];
  const { origin, host } = await listen(async (incoming, outgoing) => {
    const { method, url: path = "", headers } = incoming;
    received.push({ method, path, headers, body: await readText(incoming) });
    const redirect = redirects(path);
    if (redirect === undefined) outgoing.end("here");
    else outgoing.writeHead(redirect.status, { location: redirect.to }).end("elsewhere");
  });
  return { origin, host, received };
}

/** A proxy that keeps what it was asked for, as `CONNECT host:port` or `METHOD url`. */
async function listenAsProxy({ refuses = false } = {}) {
  const asked: string[] = [];
  const { server, origin } = await listen((incoming, outgoing) => {
    const { method, url = "", headers } = incoming;
    asked.push(`${method} ${url}`);
    incoming.pipe(
      forward(url, { method, headers }, (reply) => {
        reply.pipe(outgoing.writeHead(reply.statusCode ?? 502, reply.headers));
      }),
    );
  });
  server.on("connect", ({ url = "" }: { url?: string }, client: Socket) => {
    asked.push(`CONNECT ${url}`);
    if (refuses) return client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    const { hostname, port } = new URL(`http://${url}`);
    const target = connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(target).pipe(client);
    });
    for (const socket of [client, target]) socket.on("error", () => {});
    onTestFinished(() => void [client, target].map((socket) => socket.destroy()));
  });
  return { origin, asked };
}

async function deadOrigin(): Promise<string> {
  const { origin, close } = await listen(() => {});
  await close();
  return origin;
}

/** The codes of an error and of all its causes. */
function codesOf(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [];
  return ["code" in error ? error.code : null, ...codesOf(error.cause)];
}

const failureOf = (response: Promise<Response>) =>
  response.then(
    () => expect.unreachable("it was answered"),
    (error: unknown) => error,
  );

describe("a POST request with a text body", () => {
  it("is sent with its headers and body", async () => {
    const { origin, received } = await listenAndKeep();
    const headers = { authorization: "Bearer key", "Content-Type": "application/json" };
    await send(`${origin}/v1/responses?a=b`, { method: "POST", headers, body: '{"model": "m"}' });
    expect(received).toMatchObject([
      {
        method: "POST",
        path: "/v1/responses?a=b",
        headers: {
          authorization: "Bearer key",
          "content-type": "application/json",
          "content-length": "14",
          "accept-encoding": "identity",
        },
        body: '{"model": "m"}',
      },
    ]);
  });

  it.each([
    ["an object", { "x-one": "1" }],
    ["pairs", [["x-one", "1"]] satisfies [string, string][]],
    ["Headers", new Headers({ "x-one": "1" })],
  ])("takes headers as %s", async (_, headers) => {
    const { origin, received } = await listenAndKeep();
    await send(new URL(origin), { method: "POST", headers, body: "" });
    expect(received).toMatchObject([{ headers: { "x-one": "1" }, body: "" }]);
  });

  it("gives status, headers and body of the reply", async () => {
    const { origin } = await listen((_, outgoing) => {
      outgoing
        .writeHead(201, { "content-type": "application/json", "x-request-id": "r1" })
        .end('{"ok": true}');
    });
    const response = await send(origin, { method: "POST", body: "{}" });
    expect([response.status, response.ok, response.headers.get("x-request-id")]).toEqual([201, true, "r1"]);
    expect(await response.json()).toEqual({ ok: true });
  });

  it("keeps every header that comes more than once", async () => {
    const { origin } = await listen((_, outgoing) => {
      outgoing.writeHead(200, { "set-cookie": ["a=1", "b=2"], "x-two": ["1", "2"] }).end();
    });
    const { headers } = await send(origin, { method: "POST", body: "{}" });
    expect(headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(headers.get("x-two")).toBe("1, 2");
  });

  it.each([
    { status: 400, name: "x-why", value: "schema" },
    { status: 429, name: "retry-after", value: "120" },
    { status: 529, name: "retry-after-ms", value: "250" },
  ])("takes $status for a response, not for an error", async ({ status, name, value }) => {
    const { origin } = await listen((_, outgoing) => outgoing.writeHead(status, { [name]: value }).end("no"));
    const response = await send(origin, { method: "POST", body: "{}" });
    expect([response.status, response.ok, response.headers.get(name)]).toEqual([status, false, value]);
    expect(await response.text()).toBe("no");
  });

  it.each([204, 205, 304])("gives %i without a body", async (status) => {
    const { origin } = await listen((_, outgoing) => outgoing.writeHead(status).end());
    const response = await send(origin, { method: "POST", body: "{}" });
    expect([response.status, response.body]).toEqual([status, null]);
  });

  it("carries text beyond ASCII both ways, also where a character is cut between two packets", async () => {
    const words = "Zürich – 東京 – 👩🏽‍💼 – \u{1F4C8}";
    const { origin } = await listen(async (incoming, outgoing) => {
      for (const byte of Buffer.from(await readText(incoming))) {
        await new Promise((resolve) => outgoing.write(Buffer.of(byte), resolve));
      }
      outgoing.end();
    });
    const response = await send(origin, { method: "POST", body: words });
    expect(await response.text()).toBe(words);
  });
});

describe("redirects", () => {
  it.each([307, 308])("%i is followed with method, headers and body", async (status) => {
    const { origin, received } = await listenAndKeep((path) =>
      path === "/old" ? { status, to: "/new?a=b" } : undefined,
    );
    const headers = { authorization: "Bearer key" };
    const response = await send(`${origin}/old`, { method: "POST", headers, body: "words" });
    expect([response.status, await response.text()]).toEqual([200, "here"]);
    const same = { method: "POST", headers, body: "words" };
    expect(received).toMatchObject([
      { path: "/old", ...same },
      { path: "/new?a=b", ...same },
    ]);
  });

  it.each([
    { hops: 5, status: 200, text: "here", location: null },
    { hops: 6, status: 307, text: "elsewhere", location: "/0" },
  ])(
    "of $hops ends in status $status: the sixth is given, not followed",
    async ({ hops, status, text, location }) => {
      const { origin, received } = await listenAndKeep((path) => {
        const left = Number(path.slice(1));
        return left > 0 ? { status: 307, to: `/${left - 1}` } : undefined;
      });
      const response = await send(`${origin}/${hops}`, { method: "POST", body: "words" });
      expect(received).toHaveLength(6);
      expect([response.status, response.headers.get("location")]).toEqual([status, location]);
      expect(await response.text()).toBe(text);
    },
  );

  it("in a circle are an error", async () => {
    const { origin, received } = await listenAndKeep((path) => ({
      status: 307,
      to: path === "/a" ? "/b" : "/a",
    }));
    await expect(send(`${origin}/a`, { method: "POST", body: "words" })).rejects.toThrow(TypeError);
    expect(received.map(({ path }) => path)).toEqual(["/a", "/b"]);
  });

  it("hand neither key nor cookies to another origin", async () => {
    const other = await listenAndKeep();
    const { origin } = await listenAndKeep(() => ({ status: 307, to: `${other.origin}/there` }));
    const headers = { authorization: "Bearer key", cookie: "a=1", "x-title": "kept" };
    await send(origin, { method: "POST", headers, body: "words" });
    expect(other.received).toMatchObject([{ method: "POST", body: "words", headers: { host: other.host } }]);
    expect(Object.keys(other.received[0]?.headers ?? {})).toContain("x-title");
    expect(Object.keys(other.received[0]?.headers ?? {})).not.toContain("authorization");
    expect(Object.keys(other.received[0]?.headers ?? {})).not.toContain("cookie");
  });
});

describe("a request that fails", () => {
  it.each([
    ["a length", { "content-length": "100" }],
    ["chunks", {}],
  ])("half a body is an error, where it comes with %s", async (_, headers) => {
    const { origin } = await listen(({ socket }, outgoing) => {
      outgoing.writeHead(200, headers).write('{"half', () => socket.destroy());
    });
    const error = await failureOf(send(origin, { method: "POST", body: "{}" }));
    expect(error).toBeInstanceOf(TypeError);
  });

  it("names the code where nobody listens", async () => {
    const error = await failureOf(send(await deadOrigin(), { method: "POST", body: "{}" }));
    expect(codesOf(error)).toContain("ECONNREFUSED");
  });

  it("never leaves where its signal was aborted before", async () => {
    const { origin, received } = await listenAndKeep();
    const why = new Error("no longer wanted");
    const aborted = send(origin, { method: "POST", body: "{}", signal: AbortSignal.abort(why) });
    await expect(aborted).rejects.toBe(why);
    expect(received).toEqual([]);
  });

  it.each([
    { awaited: "headers", begun: false },
    { awaited: "the body", begun: true },
  ])(
    "is given up on while $awaited are awaited: it rejects with the reason and closes its socket",
    async ({ begun }) => {
      const caller = new AbortController();
      const why = new Error("took too long");
      const closed = Promise.withResolvers<void>();
      const { origin } = await listen(({ socket }, outgoing) => {
        socket.once("close", () => closed.resolve());
        if (begun)
          outgoing.writeHead(200, { "content-length": "100" }).write('{"half', () => caller.abort(why));
        else caller.abort(why);
      });
      const response = send(origin, { method: "POST", body: "{}", signal: caller.signal });
      await expect(response).rejects.toBe(why);
      await closed.promise;
    },
  );
});

describe("any other request goes through the built-in fetch", () => {
  const form = () => {
    const data = new FormData();
    data.set("purpose", "batch");
    data.set("file", new Blob(['{"custom_id": "é"}\n']), "requests.jsonl");
    return data;
  };

  it.each<{ name: string; given: (url: string) => Parameters<typeof fetch>; body: unknown }>([
    { name: "GET", given: (url) => [url], body: "" },
    { name: "DELETE", given: (url) => [url, { method: "DELETE" }], body: "" },
    { name: "PUT", given: (url) => [url, { method: "PUT", body: "text" }], body: "text" },
    { name: "POST", given: (url) => [url, { method: "POST" }], body: "" },
    {
      name: "POST",
      given: (url) => [url, { method: "POST", body: form() }],
      body: expect.stringMatching(/name="purpose"[^]*batch[^]*filename="requests.jsonl"[^]*"é"/),
    },
    { name: "POST", given: (url) => [url, { method: "POST", body: Buffer.from("bytes") }], body: "bytes" },
    { name: "POST", given: (url) => [new Request(url, { method: "POST", body: "kept" })], body: "kept" },
    {
      name: "POST",
      given: (url) => [new Request(url, { method: "PUT" }), { method: "POST", body: "put in" }],
      body: "put in",
    },
  ])("$name of $body", async ({ name, given, body }) => {
    const { origin, received } = await listenAndKeep();
    const response = await send(...given(`${origin}/v1/files`));
    expect([response.status, await response.text()]).toEqual([200, "here"]);
    expect(received).toMatchObject([{ method: name, path: "/v1/files", body }]);
    expect(received[0]?.headers["accept-encoding"]).toContain("gzip");
  });
});

describe("proxies", () => {
  type Row = { name: string; env: (proxy: string, dead: string) => Record<string, string>; proxied: boolean };
  const on = { NODE_USE_ENV_PROXY: "1" };

  it.each<Row>([
    { name: "HTTP_PROXY", env: (proxy) => ({ ...on, HTTP_PROXY: proxy }), proxied: true },
    { name: "http_proxy", env: (proxy) => ({ ...on, http_proxy: proxy }), proxied: true },
    {
      name: "both, of which the lower case counts",
      env: (proxy, dead) => ({ ...on, http_proxy: proxy, HTTP_PROXY: dead }),
      proxied: true,
    },
    {
      name: "NO_PROXY of another host",
      env: (proxy) => ({ ...on, HTTP_PROXY: proxy, NO_PROXY: "localhost, .example.com" }),
      proxied: true,
    },
    {
      name: "NO_PROXY",
      env: (_, dead) => ({ ...on, HTTP_PROXY: dead, NO_PROXY: "a.test,127.0.0.1" }),
      proxied: false,
    },
    {
      name: "no_proxy",
      env: (_, dead) => ({ ...on, HTTP_PROXY: dead, no_proxy: "127.0.0.1" }),
      proxied: false,
    },
    { name: "NO_PROXY=*", env: (_, dead) => ({ ...on, HTTP_PROXY: dead, NO_PROXY: "*" }), proxied: false },
    { name: "HTTPS_PROXY alone", env: (_, dead) => ({ ...on, HTTPS_PROXY: dead }), proxied: false },
    { name: "no proxy at all", env: () => on, proxied: false },
    {
      name: "HTTP_PROXY without NODE_USE_ENV_PROXY",
      env: (_, dead) => ({ HTTP_PROXY: dead, http_proxy: dead }),
      proxied: false,
    },
    {
      name: "HTTP_PROXY with NODE_USE_ENV_PROXY=0",
      env: (_, dead) => ({ NODE_USE_ENV_PROXY: "0", HTTP_PROXY: dead }),
      proxied: false,
    },
  ])("$name: through a proxy $proxied", async ({ env, proxied }) => {
    const proxy = await listenAsProxy();
    const { origin, host, received } = await listenAndKeep();
    const through = createFetch(env(proxy.origin, await deadOrigin()));
    const headers = { authorization: "Bearer key" };
    for (const body of ["one", "two"]) {
      const response = await through(`${origin}/v1`, { method: "POST", headers, body });
      expect([response.status, await response.text()]).toEqual([200, "here"]);
    }
    expect(received).toMatchObject([
      { path: "/v1", headers: { ...headers, host }, body: "one" },
      { path: "/v1", headers: { ...headers, host }, body: "two" },
    ]);
    expect(proxy.asked.length > 0).toBe(proxied);
    for (const asked of proxy.asked) expect([`CONNECT ${host}`, `POST ${origin}/v1`]).toContain(asked);
  });

  it("are read from the environment that is given, never from the process's own", async () => {
    const dead = await deadOrigin();
    for (const name of ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"]) vi.stubEnv(name, dead);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { origin } = await listenAndKeep();
    const response = await createFetch(on)(origin, { method: "POST", body: "{}" });
    expect(await response.text()).toBe("here");
  });

  it("are used for redirects too", async () => {
    const proxy = await listenAsProxy();
    const other = await listenAndKeep();
    const { origin } = await listenAndKeep(() => ({ status: 307, to: other.origin }));
    const through = createFetch({ ...on, HTTP_PROXY: proxy.origin });
    const response = await through(origin, { method: "POST", body: "words" });
    expect(await response.text()).toBe("here");
    expect(other.received).toMatchObject([{ headers: { host: other.host }, body: "words" }]);
    expect(proxy.asked.join("\n")).toContain(other.host);
  });

  it.each([
    { name: "HTTPS_PROXY", names: ["HTTPS_PROXY"] },
    { name: "https_proxy", names: ["https_proxy"] },
    { name: "HTTP_PROXY, where there is no other", names: ["HTTP_PROXY"] },
  ])(
    "tunnel https through $name; a refusal is a failure of the connection, not an abort",
    async ({ names }) => {
      const proxy = await listenAsProxy({ refuses: true });
      const through = createFetch({
        ...on,
        ...Object.fromEntries(names.map((name) => [name, proxy.origin])),
      });
      const error = await failureOf(through("https://provider.test/v1", { method: "POST", body: "{}" }));
      expect(proxy.asked).toEqual(["CONNECT provider.test:443"]);
      expect(error).toMatchObject({ name: "TypeError", cause: { message: expect.stringContaining("407") } });
    },
  );

  it("that nobody runs are a failure of the connection", async () => {
    const through = createFetch({ ...on, HTTP_PROXY: await deadOrigin() });
    const error = await failureOf(through("http://provider.test/v1", { method: "POST", body: "{}" }));
    expect(codesOf(error)).toContain("ECONNREFUSED");
  });
});
