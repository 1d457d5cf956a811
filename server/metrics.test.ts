import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { revokeKey } from "./http/keys";
import { isFromThisMachine } from "./http/loopback";
import { observeRequests, routeClassOf } from "./http/observed";
import { peerAddress } from "./http/peer";
import { keyScopes } from "./kernel/actor";
import { hour, after as plus } from "./kernel/calendar";
import { metricsAnswer, serveMetrics } from "./metrics";
import { makeCase, testNow } from "./testing/cases";
import { useDatabase } from "./testing/database";
import { makeKey, operator, publishDefault } from "./testing/reports";

useDatabase();
const now = testNow();
const remote = "203.0.113.9";

const ask = (peer: string | undefined, headers: Record<string, string> = {}, trustProxy = false) =>
  metricsAnswer(new Request("http://127.0.0.1/metrics", { headers }), peer, trustProxy, now);
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const own = { host: "127.0.0.1:3000" };

beforeAll(async () => {
  await publishDefault(now);
  await makeCase(plus(now, -2 * hour), { dueAt: plus(now, -hour) });
  await makeCase(now);
});

describe("who may read the figures", () => {
  it("is this machine itself", () => {
    for (const peer of ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
      expect([peer, isFromThisMachine(peer, new Headers(own), false)]).toEqual([peer, true]);
    const ofNext = {
      host: "localhost:3000",
      "x-forwarded-for": "::ffff:127.0.0.1",
      "x-forwarded-host": "localhost:3000",
    };
    expect(isFromThisMachine("::1", new Headers(ofNext), false)).toBe(true);
  });

  it.each([
    ["another machine", remote, own, false],
    ["a socket that nobody noted", undefined, own, false],
    ["another machine that writes our own headers", remote, { ...own, "x-forwarded-for": "127.0.0.1" }, false],
    ["anybody, behind a proxy that we know of", "127.0.0.1", own, true],
    ["anybody behind a proxy that says for whom it asks", "127.0.0.1", { ...own, "x-forwarded-for": remote }, false],
    ["a hop further on", "127.0.0.1", { ...own, "x-forwarded-for": `127.0.0.1, ${remote}` }, false],
    ["a proxy by its own header", "127.0.0.1", { ...own, forwarded: "for=127.0.0.1" }, false],
    ["a proxy by another", "127.0.0.1", { ...own, "x-real-ip": "127.0.0.1" }, false],
    ["a page that a browser here was led to by a foreign name", "127.0.0.1", { host: "docket.example.com" }, false],
    ["a foreign name that begins like ours", "127.0.0.1", { host: "127.0.0.1.example.com" }, false],
    ["no host at all", "127.0.0.1", {}, false],
    ["a name instead of an address", "localhost", own, false],
  ] as const)("is not %s", async (_, peer, headers, trustProxy) => {
    const answer = await ask(peer, headers, trustProxy);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.text()).not.toContain("docket_cases");
  });

  it("is elsewhere whoever holds a key with the scope, until it is revoked", async () => {
    const { id, key } = await makeKey(now, { scopes: ["metrics:read"] });
    expect((await ask(remote, bearer(key), true)).status).toBe(200);
    await revokeKey(operator, id, now);
    expect((await ask(remote, bearer(key), true)).status).toBe(401);
  });

  it("is nobody with a key that is unknown or for something else", async () => {
    expect((await ask(remote, bearer("nobody-knows-this"))).status).toBe(401);
    const other = await makeKey(now, { scopes: keyScopes.filter((scope) => scope !== "metrics:read") });
    const answer = await ask(remote, bearer(other.key));
    expect([answer.status, ((await answer.json()) as { type: string }).type]).toEqual([
      403,
      "urn:docket:problem:http.scope",
    ]);
  });
});

it("tells queues, log, deliveries and the process, in the text format of Prometheus", async () => {
  const answer = await ask("127.0.0.1", own);
  expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  expect(text).toMatch(/^docket_cases_waiting\{queue="general"\} 2$/m);
  expect(text).toMatch(/^docket_cases_late\{queue="general"\} 1$/m);
  expect(text).toMatch(/^docket_cases_oldest_seconds\{queue="general"\} 7200$/m);
  expect(text).toMatch(/^docket_log_pending [1-9]\d*$/m);
  expect(text).toMatch(/^docket_log_pending_seconds \d+$/m);
  expect(text).toMatch(/^docket_deliveries\{state="queued"\} 0$/m);
  expect(text).toMatch(/^docket_deliveries_oldest_seconds 0$/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
});

it.each([
  ["/api/v1/reports?x=1", "api_reports"],
  ["/api/v1/registry/bulk", "api_registry"],
  ["/api/v1/whatever-a-visitor-writes", "api_other"],
  ["/api/trpc/cases.queue,cases.count?batch=1", "trpc"],
  ["/api/auth/csrf", "auth"],
  ["/_next/static/a.js", "static"],
  ["/readyz", "health"],
  ["/cases/C-000001", "page"],
  ["//..//", "page"],
])("counts %s as %s", (path, route) => {
  expect(routeClassOf(path)).toBe(route);
});

describe("over a socket", () => {
  const server = createServer(async (_, response) => {
    await Promise.resolve();
    response.statusCode = 404;
    response.end(peerAddress());
  });
  beforeAll(async () => {
    observeRequests();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => void server.close());

  it("knows the other end, whatever the headers say, and counts the answer", async () => {
    const { port } = server.address() as AddressInfo;
    const said = await fetch(`http://127.0.0.1:${port}/api/v1/groups/x`, { headers: { "x-forwarded-for": remote } });
    expect(await said.text()).toBe("127.0.0.1");
    const text = await (await ask("127.0.0.1", own)).text();
    expect(text).toMatch(
      /^docket_http_request_duration_seconds_count\{route="api_groups",method="GET",status="4xx"\} 1$/m,
    );
  });
});

describe("of a worker", () => {
  it("are served on this machine alone, and nothing else is", async () => {
    const server = await serveMetrics(0);
    const { port, address } = server.address() as AddressInfo;
    expect(address).toBe("127.0.0.1");
    const answers = await Promise.all(
      ["/metrics", "/", "/api/v1/openapi.json"].map((path) => fetch(`http://127.0.0.1:${port}${path}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 404]);
    expect(await answers[0]?.text()).toMatch(/^docket_log_pending \d+$/m);
    const forwarded = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { "x-forwarded-for": remote } });
    expect(forwarded.status).toBe(401);
    server.close();
  });
});
