/**
 * The base of the public API. A room adds its calls in `endpoint.ts` and `server/api.ts` lists the rooms:
 *
 *   export function registerOrders(api: Api): void {
 *     api.endpoint(
 *       {
 *         method: "post", path: "/orders/{id}/receipt", scope: "orders:write",       // or `public: true`
 *         summary: "Says that an order was executed, or why not.",
 *         params: z.object({ id: z.uuid() }), body: OrderReceipt, idempotent: true,
 *         answer: { status: 200, description: "The order as it stands now.", schema: OrderView },
 *       },
 *       async ({ by, params, body, now, remember }) => ({ body: await receiveReceipt(by, params.id, body, now, remember) }),
 *     );
 *   }
 *
 * The base does, in this order: address and method (404, 405), key and scope (401, 403), rate of the key or, without
 * one, of the address from which the request comes (429), which may send five forms a minute (429), path and query
 * (422), the body's size, type and text (413, 415, 400), its schema (422), Idempotency-Key (409). The handler gets
 * checked values and answers `{ body, status?, headers? }`, or a `Response` that it made itself. It throws `Refused`
 * for what its rules refuse; whatever else it throws becomes a bare 500 with an id that is in the log.
 *
 * `idempotent`: an answer below 300 is kept under (key, Idempotency-Key). Call `remember(tx, body)` as the last
 * statement of the act's transaction, so that facts and answer commit together; an act that is idempotent by nature
 * may leave it out, and the base keeps the answer afterwards.
 *
 * Handlers of raw bodies (NDJSON, bytes) state `raw` instead of `body` and read `request` themselves, with `readBody`.
 */
import { createHash, randomUUID } from "node:crypto";
import { OpenAPIHono } from "@hono/zod-openapi";
import type * as z from "zod";
import type { Tx } from "../../db/client";
import { clock, config } from "../config";
import type { KeyActor, KeyScope } from "../kernel/actor";
import { assert } from "../kernel/assert";
import { Refused } from "../kernel/refusal";
import { log } from "../log";
import { networkOf } from "../staff/network";
import { checkMediaType, readBody } from "./body";
import { basePath, bodyLimitBytes, filesPerForm, refuse } from "./contract";
import { type Described, type DescribedWebhook, describe, describeWebhook, documentOf } from "./document";
import { faultsOf } from "./faults";
import { type Kept, once } from "./idempotency";
import { findKey } from "./keys";
import { peerAddress } from "./peer";
import { bareProblem, type Language, languageOf, problemOf } from "./problem";
import { rateHeaders, spend, spendOfAddress, spendOfForm } from "./rate";
import { parseJson } from "./text";

export type Method = "get" | "post" | "put" | "delete";

/** Whoever calls an endpoint: a key with the declared scope, or nobody in particular. */
type Access =
  | { readonly scope: KeyScope; readonly public?: never }
  /** `sends`: what it takes from a page without sign-in; a form, where it is not said. */
  | { readonly public: true; readonly scope?: never; readonly sends?: "form" | "file" };

export type Endpoint<Params, Query, Body, Answer, Given extends Access> = Described<Params, Query, Body, Answer> & {
  readonly method: Method;
  /** Below `/api/v1`, with parameters in braces: `{id}` takes one step of the address, `{rest+}` one or more. */
  readonly path: `/${string}`;
  readonly idempotent?: boolean;
} & Given;

export type Call<Params, Query, Body, By> = {
  readonly by: By;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** When the request arrived. */
  readonly now: Date;
  readonly language: Language;
  readonly requestId: string;
  readonly request: Request;
  /** Keeps the answer with the facts. Without an Idempotency-Key it does nothing. */
  readonly remember: (tx: Tx, body: unknown) => Promise<void>;
};

export type Answered<Answer> =
  | { readonly body: Answer; readonly status?: number; readonly headers?: Readonly<Record<string, string>> }
  | Response;

/** A row of the access test. */
export type Route = { readonly method: Method; readonly path: string; readonly scope: KeyScope | null };

export type Api = {
  endpoint<Params, Query, Body, Answer, Given extends Access>(
    definition: Endpoint<Params, Query, Body, Answer, Given>,
    handler: (
      call: Call<Params, Query, Body, Given extends { public: true } ? null : KeyActor>,
    ) => Promise<Answered<Answer>> | Answered<Answer>,
  ): void;
  /** Says in the document what leaves as a webhook. */
  webhook(described: DescribedWebhook): void;
  /** Every call of this API and the scope it asks for; null: public. */
  listRoutes(): readonly Route[];
  fetch(request: Request): Promise<Response>;
};

/** The key of a request, when it has the scope. Refuses: key_missing, key_unknown, scope. */
export async function keyOf(request: Request, scope: KeyScope): Promise<KeyActor> {
  const [, token] = /^bearer +([!-~]{1,300})$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  if (!token) throw new Refused(refuse("key_missing"));
  const by = await findKey(token);
  if (!by) throw new Refused(refuse("key_unknown"));
  if (!by.scopes.includes(scope)) throw new Refused(refuse("scope", { scope }));
  return by;
}

/**
 * Counts a request by its key, or without one by its address.
 *
 * @param headers get the RateLimit fields, refused or not. Refuses: rate, address_rate.
 */
function countRequest(by: KeyActor | null, request: Request, headers: Record<string, string>): void {
  const rate = by ? spend(by.id) : spendOfAddress(networkOf(request.headers, peerAddress()));
  Object.assign(headers, rateHeaders(rate, by ? "key" : "address"));
  if (!rate.allowed) throw new Refused(refuse(by ? "rate" : "address_rate", { limit: rate.limit }));
}

/** Counts what somebody without a key sends, beside her other requests. Refuses: form_rate. */
function countSent(sent: "form" | "file", request: Request, headers: Record<string, string>): void {
  const limit = config().formPostsPerMinute * (sent === "file" ? filesPerForm : 1);
  const rate = spendOfForm(sent, networkOf(request.headers, peerAddress()), limit);
  Object.assign(headers, rateHeaders(rate, sent));
  if (!rate.allowed) throw new Refused(refuse("form_rate", { limit, seconds: rate.resetSeconds }));
}

/** Checks a value by its schema; faults name their fields under `prefix`. */
function checked<T>(schema: z.ZodType<T> | undefined, value: unknown, prefix: string): T {
  // Without a schema nothing was declared, and the handler's type says undefined.
  if (!schema) return undefined as T;
  const result = schema.safeParse(value);
  if (!result.success) throw new Refused(refuse("fields", {}, faultsOf(result.error.issues, value, prefix)));
  return result.data;
}

const queryOf = (url: string) => {
  const values: Record<string, string | string[]> = {};
  const search = url.indexOf("?");
  if (search < 0) return values;
  for (const [name, value] of new URLSearchParams(url.slice(search)))
    values[name] = name in values ? [values[name] ?? "", value].flat() : value;
  return values;
};

async function bodyOf<T>(schema: z.ZodType<T> | undefined, request: Request): Promise<{ body: T; bytes: Uint8Array }> {
  if (!schema) return { body: undefined as T, bytes: new Uint8Array(0) };
  checkMediaType(request, "application/json");
  const bytes = await readBody(request, bodyLimitBytes);
  if (bytes.byteLength === 0) throw new Refused(refuse("empty"));
  const parsed = parseJson(bytes);
  if (!parsed.ok) throw new Refused(parsed.refusal);
  return { body: checked(schema, parsed.value, ""), bytes };
}

const common = { "cache-control": "no-store", "x-content-type-options": "nosniff" } as const;

const jsonResponse = (body: unknown, status: number, headers: Readonly<Record<string, string>>) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...common, ...headers },
  });

/** An error as a problem: what a rule refused by name, anything else as a bare 500 with an id that is in the log. */
export function failed(error: unknown, request: Request, requestId: string, headers: Readonly<Record<string, string>>) {
  const language = languageOf(request.headers.get("accept-language"));
  const refusal = error instanceof Refused ? error.refusal : null;
  if (!refusal) log().error({ err: error, requestId, method: request.method }, "a request failed");
  const problem = refusal ? problemOf(refusal, language, requestId) : bareProblem(language, requestId);
  return jsonResponse(problem, problem.status, {
    "content-type": "application/problem+json",
    "content-language": language === "zh" ? "zh-CN" : "en",
    "x-request-id": requestId,
    ...(problem.status === 401 && { "www-authenticate": 'Bearer realm="docket"' }),
    ...(problem.status === 429 && { "retry-after": "1" }),
    ...headers,
  });
}

/** Makes an empty API. There is no way to add a call but `endpoint`, and none without a scope or `public: true`. */
export function createApi(): Api {
  const app = new OpenAPIHono();
  const routes: Route[] = [];
  const places: { readonly method: Method; readonly path: string }[] = [{ method: "get", path: "/openapi.json" }];
  let document: string | undefined;

  const endpoint: Api["endpoint"] = (definition, handler) => {
    const { method, path, scope } = definition;
    assert(scope !== undefined || definition.public === true, `${method} ${path} declares neither scope nor public`);
    const shown = path.replace("+}", "}");
    assert(!routes.some((route) => route.method === method && route.path === shown), `${method} ${path} is taken`);
    const sent = definition.public && method !== "get" ? (definition.sends ?? "form") : null;
    routes.push({ method, path: shown, scope: scope ?? null });
    places.push({ method, path });
    describe(app.openAPIRegistry, { ...definition, path: shown }, scope ?? null, sent);
    const pattern = path.replace(/\{(\w+)\}/g, ":$1").replace(/\{(\w+)\+\}/, ":$1{.+}");
    app.on(method, `${basePath}${pattern}`, async (context) => {
      const request = context.req.raw;
      const now = clock();
      const requestId = randomUUID();
      const headers: Record<string, string> = { "x-request-id": requestId };
      try {
        // The declared access and the type of `by` are the same fact, which the compiler cannot follow here.
        const by = (scope ? await keyOf(request, scope) : null) as Parameters<typeof handler>[0]["by"];
        countRequest(by, request, headers);
        if (sent) countSent(sent, request, headers);
        const params = checked(definition.params, context.req.param(), "/path");
        const query = checked(definition.query, queryOf(request.url), "/query");
        const { body, bytes } = await bodyOf(definition.body, request);
        const language = languageOf(request.headers.get("accept-language"));
        const call = { by, params, query, body, now, language, requestId, request };
        const status = definition.answer.status;
        const idempotencyKey = definition.idempotent && by ? request.headers.get("idempotency-key") : null;
        if (by && idempotencyKey !== null) {
          const hash = createHash("sha256")
            .update(`${method} ${new URL(request.url).pathname}\0`)
            .update(bytes);
          const kept: Kept = await once(by.id, idempotencyKey, hash.digest("hex"), now, status, async (remember) => {
            const answered = await handler({ ...call, remember });
            assert(!(answered instanceof Response), "an answer to be kept is data");
            return { status: answered.status ?? status, body: answered.body };
          });
          return jsonResponse(kept.body, kept.status, { ...headers, "idempotency-replayed": String(kept.isReplay) });
        }
        const answered = await handler({ ...call, remember: async () => undefined });
        if (answered instanceof Response) {
          // Whoever makes the answer may say that it can be cached; nobody else may.
          const cached = answered.headers.get("cache-control");
          for (const [name, value] of Object.entries({ ...common, ...headers })) answered.headers.set(name, value);
          if (cached) answered.headers.set("cache-control", cached);
          return answered;
        }
        return jsonResponse(answered.body, answered.status ?? status, { ...headers, ...answered.headers });
      } catch (error) {
        return failed(error, request, requestId, headers);
      }
    });
  };

  app.get(`${basePath}/openapi.json`, (context) => {
    const request = context.req.raw;
    const headers: Record<string, string> = {};
    try {
      countRequest(null, request, headers);
      document ??= documentOf(app);
      return new Response(document, {
        headers: {
          "content-type": "application/json",
          "x-content-type-options": "nosniff",
          "cache-control": "max-age=300",
          ...headers,
        },
      });
    } catch (error) {
      return failed(error, request, randomUUID(), headers);
    }
  });
  routes.push({ method: "get", path: "/openapi.json", scope: null });

  app.notFound((context) => {
    const { path } = context.req;
    const allow = places
      .filter((route) => matches(`${basePath}${route.path}`, path))
      .map((route) => route.method.toUpperCase());
    const error = allow.length > 0 ? refuse("method", { allow: allow.join(", ") }) : refuse("not_found");
    return failed(
      new Refused(error),
      context.req.raw,
      randomUUID(),
      allow.length > 0 ? { allow: allow.join(", ") } : {},
    );
  });
  app.onError((error, context) => failed(error, context.req.raw, randomUUID(), {}));

  const webhook = (described: DescribedWebhook) => describeWebhook(app.openAPIRegistry, described);
  return { endpoint, webhook, listRoutes: () => routes, fetch: async (request) => app.fetch(request) };
}

const matches = (pattern: string, path: string) => {
  const wanted = pattern.split("/");
  const given = path.split("/");
  const fits = wanted.every((step, at) => (step.startsWith("{") ? given[at] !== "" : step === given[at]));
  return fits && (wanted.at(-1)?.endsWith("+}") ? wanted.length <= given.length : wanted.length === given.length);
};
