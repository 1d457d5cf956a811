import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { forgetConfig } from "../config";
import { createApi } from "./api";
import { basePath, filesPerForm, formPostsPerMinute, publicRequestsPerSecond } from "./contract";
import { observeRequests } from "./observed";
import { spend, spendOfAddress, windowLimit } from "./rate";
import { serveApi } from "./serve";

const open = createApi();
open.endpoint(
  {
    method: "get",
    path: "/open",
    public: true,
    summary: "",
    answer: { status: 200, description: "", schema: z.object({}) },
  },
  () => ({ body: {} }),
);
for (const sends of ["form", "file"] as const)
  open.endpoint(
    {
      method: "post",
      path: `/${sends}`,
      public: true,
      sends,
      summary: "",
      answer: { status: 201, description: "", schema: z.object({}) },
    },
    () => ({ body: {} }),
  );

/** As many requests as `many` within one second of the counter, whatever the clock does. */
async function statuses(
  many: number,
  headersOf: (nth: number) => Record<string, string>,
  where = "/open",
  method = "GET",
) {
  const found: Response[] = [];
  for (let nth = 0; nth < many; nth++)
    found.push(
      await open.fetch(new Request(`http://docket.test${basePath}${where}`, { method, headers: headersOf(nth) })),
    );
  return found;
}
const refused = (answers: readonly Response[]) => answers.filter(({ status }) => status === 429).length;
const many = publicRequestsPerSecond + 5;

let second = 1_000;
beforeEach(() => {
  second += 10;
  vi.spyOn(performance, "now").mockImplementation(() => second * 1_000);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  forgetConfig();
});

describe("a call that needs no key", () => {
  it("is refused beyond so many a second for one address, in both languages, and says when to try again", async () => {
    const from = (language: string) => () => ({ "x-forwarded-for": "192.0.2.1", "accept-language": language });
    const answers = await statuses(publicRequestsPerSecond, from("en"));
    expect(refused(answers)).toBe(0);
    expect(answers.at(-1)?.headers.get("ratelimit")).toBe('"address";r=0;t=1');
    const [english] = await statuses(1, from("en"));
    const [chinese] = await statuses(1, from("zh-CN"));
    for (const answer of [english, chinese]) {
      expect(answer?.status).toBe(429);
      expect(answer?.headers.get("retry-after")).toBe("1");
      expect(answer?.headers.get("content-type")).toBe("application/problem+json");
      expect(answer?.headers.get("cache-control")).toBe("no-store");
    }
    expect(await english?.json()).toMatchObject({
      type: "urn:docket:problem:http.address_rate",
      detail: `Too many requests: ${publicRequestsPerSecond} a second for one address without a key`,
    });
    expect(await chinese?.json()).toMatchObject({
      detail: `请求过多：无密钥时每个地址每秒最多 ${publicRequestsPerSecond} 次`,
    });
    second++;
    expect(refused(await statuses(1, from("en")))).toBe(0);
  });

  it("counts each address by itself, and an IPv6 network as one", async () => {
    await statuses(many, () => ({ "x-forwarded-for": "192.0.2.1" }));
    expect(refused(await statuses(1, () => ({ "x-forwarded-for": "192.0.2.2" })))).toBe(0);
    const inOneNetwork = await statuses(many, (nth) => ({ "x-forwarded-for": `2001:db8::${nth.toString(16)}` }));
    expect(refused(inOneNetwork)).toBe(5);
    expect(refused(await statuses(1, () => ({ "x-forwarded-for": "2001:db8:0:1::1" })))).toBe(0);
  });

  it("takes behind a proxy the address that the proxy wrote, not those that the client did", async () => {
    vi.stubEnv("DOCKET_TRUST_PROXY", "on");
    forgetConfig();
    const forged = await statuses(many, (nth) => ({ "x-forwarded-for": `192.0.2.${nth}, 198.51.100.7` }));
    expect(refused(forged)).toBe(5);
  });

  it("counts the document of the API too", async () => {
    expect(refused(await statuses(many, () => ({ "x-forwarded-for": "192.0.2.1" }), "/openapi.json"))).toBe(5);
  });

  it("states its limit in the document", async () => {
    const answer = await open.fetch(new Request(`http://docket.test${basePath}/openapi.json`));
    const { paths } = (await answer.json()) as {
      paths: Record<string, { get: { description: string; responses: Record<string, { headers?: object }> } }>;
    };
    const call = paths[`${basePath}/open`]?.get;
    expect(call?.description).toContain(`${publicRequestsPerSecond} requests a second for one address`);
    expect(call?.responses["429"]?.headers).toHaveProperty("Retry-After");
  });
});

describe("what is sent from a page without sign-in", () => {
  const from = (address: string, language = "en") => ({ "x-forwarded-for": address, "accept-language": language });
  beforeEach(() => {
    second += 100;
    vi.stubEnv("DOCKET_FORM_POSTS", undefined);
    forgetConfig();
  });

  it("is five forms a minute for one address, refused in both languages until a minute after the first", async () => {
    const answers = await statuses(formPostsPerMinute, () => from("192.0.2.9"), "/form", "POST");
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(answers.at(-1)?.headers.get("ratelimit-policy")).toBe('"form";q=5;w=60');
    second += 20;
    const [english] = await statuses(1, () => from("192.0.2.9"), "/form", "POST");
    const [chinese] = await statuses(1, () => from("192.0.2.9", "zh-CN"), "/form", "POST");
    expect([english?.status, english?.headers.get("retry-after")]).toEqual([429, "40"]);
    expect(await english?.json()).toMatchObject({
      type: "urn:docket:problem:http.form_rate",
      detail: "Too many attempts: 5 a minute from one address. Try again in 40 seconds",
    });
    expect(await chinese?.json()).toMatchObject({
      detail: "提交过于频繁：每个地址每分钟最多 5 次，请于 40 秒后再试",
    });
    expect(refused(await statuses(1, () => from("192.0.2.10"), "/form", "POST"))).toBe(0);
    expect(refused(await statuses(1, () => from("192.0.2.9")))).toBe(0);
    second += 40;
    expect(refused(await statuses(1, () => from("192.0.2.9"), "/form", "POST"))).toBe(0);
  });

  it("may have its files, which are counted by themselves", async () => {
    const files = formPostsPerMinute * filesPerForm;
    expect(refused(await statuses(files + 3, () => from("192.0.2.9"), "/file", "POST"))).toBe(3);
    expect(refused(await statuses(1, () => from("192.0.2.9"), "/form", "POST"))).toBe(0);
  });

  it("takes another number from the configuration", async () => {
    vi.stubEnv("DOCKET_FORM_POSTS", "2");
    forgetConfig();
    expect(refused(await statuses(5, () => from("192.0.2.9"), "/form", "POST"))).toBe(3);
  });
});

describe("on a socket", () => {
  let server: Server;
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it("the socket says the address where there is no proxy: a forged header helps nobody", async () => {
    observeRequests();
    server = await serveApi(open.fetch, { port: 0, host: "127.0.0.1" });
    const { port } = server.address() as AddressInfo;
    const ask = (nth: number) =>
      fetch(`http://127.0.0.1:${port}${basePath}/open`, { headers: { "x-forwarded-for": `203.0.113.${nth}` } });
    const answers = await Promise.all(Array.from({ length: many }, (_, nth) => ask(nth)));
    expect(refused(answers)).toBe(5);
  });
});

describe("what is remembered", () => {
  it("is bounded, and a crowd of addresses makes no key forgotten", () => {
    expect(spend("a key", second, 1).allowed).toBe(true);
    expect(spendOfAddress("first", second, 1).allowed).toBe(true);
    for (let nth = 0; nth < windowLimit; nth++) spendOfAddress(`crowd-${nth}`, second, 1);
    expect(spend("a key", second, 1).allowed).toBe(false);
    // The first was forgotten for the last of the crowd.
    expect(spendOfAddress("first", second, 1).allowed).toBe(true);
    const holder = globalThis as typeof globalThis & { docketRates?: { address: Map<string, unknown> } };
    expect(holder.docketRates?.address.size).toBe(windowLimit);
  });

  it("keeps whoever goes on asking: it leaves by when its window began, not by when it first came", () => {
    spendOfAddress("loud", second, 1);
    for (let nth = 0; nth < windowLimit - 1; nth++) spendOfAddress(`crowd-${nth}`, second, 1);
    spendOfAddress("loud", second + 1, 1);
    spendOfAddress("another", second + 1, 1);
    expect(spendOfAddress("loud", second + 1, 1).allowed).toBe(false);
  });
});
