import { NextRequest } from "next/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { config, proxy } from "../proxy";
import { publicPagesPerSecond } from "../server/http/contract";
import { sessionCookies } from "../server/staff/contract";

const origin = "https://docket.example";
const ask = (path: string, init: { method?: string; cookie?: string } = {}) =>
  proxy(
    new NextRequest(`${origin}${path}`, { method: init.method, headers: init.cookie ? { cookie: init.cookie } : {} }),
  );
const held = `${sessionCookies.http}=anything`;

describe("a page without a session", () => {
  it.each(["/queue", "/cases/C-000124", "/settings/keys", "/reporting", "/unknown"])("%s goes to the door", (path) => {
    const response = ask(path);
    expect(response.status).toBe(307);
    const door = new URL(response.headers.get("location") ?? "", origin);
    expect(door.pathname).toBe("/sign-in");
    expect(door.searchParams.get("next")).toBe(path);
  });

  it("keeps the filters for afterwards, and forgets an act that was posted", () => {
    const next = (response: Response) =>
      new URL(response.headers.get("location") ?? "", origin).searchParams.get("next");
    expect(next(ask("/queue?severity=3&after=x"))).toBe("/queue?severity=3&after=x");
    const posted = ask("/queue", { method: "POST" });
    expect(posted.status).toBe(303);
    expect(next(posted)).toBeNull();
  });

  it.each(["/sign-in", "/report/ABC", "/notice/t", "/appeal/t", "/rectify/t", "/rules", "/g/G-1"])(
    "%s is open",
    (path) => {
      expect(ask(path).headers.get("location")).toBeNull();
    },
  );
});

describe("a page without sign-in that is asked for again and again", () => {
  afterEach(() => void vi.restoreAllMocks());
  const look = (path: string, address: string, headers: Record<string, string> = {}) =>
    proxy(new NextRequest(`${origin}${path}`, { headers: { "x-forwarded-for": address, ...headers } }));

  it("answers one sentence in the reader's language, to that address alone, until the second is over", async () => {
    let second = 50_000;
    vi.spyOn(performance, "now").mockImplementation(() => second * 1_000);
    for (let nth = 0; nth < publicPagesPerSecond; nth++) expect(look(`/appeal/t${nth}`, "192.0.2.1").status).toBe(200);
    const refused = look("/appeal/t", "192.0.2.1", { "accept-language": "en" });
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(await refused.text()).toContain("Too many requests from this address");
    const cookie = { cookie: `docket-language=zh-CN; ${held}`, "accept-language": "en" };
    expect(await look("/report/R", "192.0.2.1", cookie).text()).toContain("访问过于频繁");
    expect(refused.headers.get("content-security-policy")).toBe("default-src 'none'");
    expect(look("/appeal/t", "192.0.2.2").status).toBe(200);
    expect(look("/queue", "192.0.2.1", { cookie: held }).status).toBe(200);
    second++;
    expect(look("/appeal/t", "192.0.2.1").status).toBe(200);
  });
});

describe("the policy of a page", () => {
  const policyOf = (response: Response) => response.headers.get("content-security-policy") ?? "";

  it("lets in scripts of this response only", () => {
    const policy = policyOf(ask("/queue", { cookie: held }));
    const scripts = /script-src ([^;]+)/.exec(policy)?.[1] ?? "";
    expect(scripts).toMatch(/^'self' 'nonce-[\w+/=]{24,}' 'strict-dynamic'$/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("object-src 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).not.toMatch(/https?:|\*/);
    expect(/style-src ([^;]+)/.exec(policy)?.[1]).not.toContain("unsafe");
  });

  it("has a nonce of its own each time", () => {
    expect(policyOf(ask("/rules"))).not.toBe(policyOf(ask("/rules")));
  });

  it.each(["/queue", "/rules"])("%s is not sniffed, framed or told about, signed in or not", (path) => {
    for (const response of [ask(path), ask(path, { cookie: held })]) {
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("x-frame-options")).toBe("DENY");
      expect(response.headers.get("referrer-policy")).toBe("same-origin");
      expect(policyOf(response)).not.toBe("");
    }
  });
});

describe("the matcher", () => {
  const pattern = new RegExp(`^${config.matcher}$`);
  it.each(["/queue", "/apiary", "/", "/reports.csv", "/healthz/x"])("takes %s", (path) => {
    expect(pattern.test(path)).toBe(true);
  });
  it.each(["/api/v1/reports", "/_next/static/x.js", "/healthz", "/metrics"])(
    "leaves %s to the configuration",
    (path) => {
      expect(pattern.test(path)).toBe(false);
    },
  );
});
