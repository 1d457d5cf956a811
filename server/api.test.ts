import { beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { api } from "./api";
import { createApi } from "./http/api";
import { basePath } from "./http/contract";
import { spend } from "./http/rate";
import { keyScopes } from "./kernel/actor";
import { testNow } from "./testing/cases";
import { useDatabase } from "./testing/database";
import { makeKey, publishDefault } from "./testing/reports";

useDatabase();
const now = testNow();
beforeAll(() => publishDefault(now));

const call = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  api().fetch(new Request(`http://docket.test${basePath}${path}`, { method: method.toUpperCase(), headers, body }));

/** The calls that need no key, each for a reason. A new one is added here on purpose or not at all. */
const publicCalls = new Set([
  "get /openapi.json",
  // Whoever holds the secret address of a notice, or the receipt of a report.
  "post /notices/{token}/rectification",
  "post /notices/{token}/appeal",
  "post /reports/{receipt}/withdrawal",
  "post /reports/{receipt}/objection",
  "post /notices/{token}/appeal/answer",
  "post /reports/{receipt}/objection/answer",
  "post /notices/{token}/appeal/files",
  "post /reports/{receipt}/objection/files",
]);

it("declares a scope for every call, but for those that are public on purpose", () => {
  const open = api()
    .listRoutes()
    .filter((route) => route.scope === null)
    .map((route) => `${route.method} ${route.path}`);
  expect(open.filter((route) => !publicCalls.has(route) && !/^get \/logs?\//.test(route))).toEqual([]);
});

it("refuses every call that is not public without a key, with an unknown key and with each wrong scope", async () => {
  const routes = api()
    .listRoutes()
    .filter((route) => route.scope !== null);
  expect(routes.length).toBeGreaterThan(3);
  const keys = await Promise.all(
    keyScopes.map(async (scope) => [scope, await makeKey(now, { scopes: [scope] })] as const),
  );
  for (const { method, path, scope } of routes) {
    const address = path.replace(/\{\w+\}/g, "x");
    const answers = [
      await call(method, address),
      await call(method, address, { authorization: "Bearer nobody-knows-this" }),
      ...(await Promise.all(
        keys
          .filter(([own]) => own !== scope)
          .map(([, { key }]) => call(method, address, { authorization: `Bearer ${key}` })),
      )),
    ];
    const wrongScopes = keyScopes.slice(1).map(() => 403);
    expect([method, path, ...answers.map((answer) => answer.status)]).toEqual([method, path, 401, 401, ...wrongScopes]);
    for (const answer of answers) expect(answer.headers.get("content-type")).toBe("application/problem+json");
  }
});

it("cannot be given a call that declares neither a scope nor public", () => {
  const made = createApi();
  const definition = { method: "get", path: "/secret", summary: "", answer: { status: 200, description: "" } };
  expect(() => Reflect.apply(made.endpoint, made, [definition, () => ({ body: {} })])).toThrow(
    /neither scope nor public/,
  );
});

it("answers 404 and 405 as problems, and names the methods that there are", async () => {
  const nowhere = await call("get", "/nowhere");
  expect(nowhere.status).toBe(404);
  expect(await nowhere.json()).toMatchObject({ type: "urn:docket:problem:http.not_found", status: 404 });
  const wrong = await call("delete", "/reports");
  expect(wrong.status).toBe(405);
  expect(wrong.headers.get("allow")).toBe("POST");
});

it("speaks the language that is asked for", async () => {
  const detail = async (language: string) =>
    ((await (await call("post", "/reports", { "accept-language": language })).json()) as { detail: string }).detail;
  expect(await detail("zh-CN,en;q=0.5")).toMatch(/[一-鿿]/);
  expect(await detail("de, en;q=0.8, zh;q=0.2")).toMatch(/^[\x20-\x7e]+$/);
});

it("describes every call in a document of OpenAPI 3.1", async () => {
  const answer = await call("get", "/openapi.json");
  const document = (await answer.json()) as { openapi: string; paths: Record<string, Record<string, object>> };
  expect(document.openapi).toMatch(/^3\.1/);
  for (const { method, path } of api().listRoutes())
    if (path !== "/openapi.json") expect(document.paths[`${basePath}${path}`]?.[method]).toBeDefined();
  expect(JSON.stringify(document.paths[`${basePath}/reports`])).toMatch(/NewReport/);
});

it("gives a bug a bare 500 with an id, and nothing of its message", async () => {
  const made = createApi();
  made.endpoint(
    {
      method: "get",
      path: "/broken",
      public: true,
      summary: "",
      answer: { status: 200, description: "", schema: z.never() },
    },
    () => {
      throw new Error("relation secret_table does not exist");
    },
  );
  const answer = await made.fetch(new Request(`http://docket.test${basePath}/broken`));
  const text = await answer.text();
  expect(answer.status).toBe(500);
  expect(text).not.toMatch(/secret_table/);
  expect(JSON.parse(text).instance).toBe(answer.headers.get("x-request-id"));
});

it("counts the requests of each key by itself, and begins anew with the next second", () => {
  const allowed = (key: string, second: number) => spend(key, second, 3).allowed;
  expect([1, 2, 3, 4].map(() => allowed("a", 10))).toEqual([true, true, true, false]);
  expect(allowed("b", 10)).toBe(true);
  expect(allowed("a", 11)).toBe(true);
});
