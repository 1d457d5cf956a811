import type { OpenAPIHono } from "@hono/zod-openapi";
import type * as z from "zod";
import type { KeyScope } from "../kernel/actor";
import {
  basePath,
  filesPerForm,
  formPostsPerMinute,
  Problem,
  publicRequestsPerSecond,
  requestsPerSecond,
} from "./contract";

/** What the OpenAPI document says of a call; the schemas are those that check the input. */
export type Described<Params, Query, Body, Answer> = {
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodType<Params> & z.ZodObject;
  readonly query?: z.ZodType<Query> & z.ZodObject;
  /** JSON. */
  readonly body?: z.ZodType<Body>;
  /** Another body, which the handler reads itself; `schema` describes one line or the whole. */
  readonly raw?: { readonly mediaType: string; readonly schema: z.ZodType };
  readonly answer: {
    readonly status: number;
    readonly description: string;
    readonly mediaType?: string;
    readonly schema: z.ZodType<Answer>;
  };
};

type Registry = OpenAPIHono["openAPIRegistry"];
type Place = {
  readonly method: "get" | "post" | "put" | "delete";
  readonly path: string;
  readonly idempotent?: boolean;
};

const accessOf = (scope: KeyScope | null, sent: "form" | "file" | null) => {
  if (scope) return `Needs a key with the scope \`${scope}\`: ${requestsPerSecond} requests a second.`;
  const rate = sent
    ? `${formPostsPerMinute * (sent === "file" ? filesPerForm : 1)} a minute`
    : `${publicRequestsPerSecond} requests a second`;
  return `Needs no key: ${rate} for one address (IPv4, or IPv6 /64).`;
};

/** Adds a call to the document. */
export function describe<P, Q, B, A>(
  registry: Registry,
  call: Described<P, Q, B, A> & Place,
  scope: KeyScope | null,
  sent: "form" | "file" | null,
): void {
  const content = call.body
    ? { "application/json": { schema: call.body } }
    : call.raw && { [call.raw.mediaType]: { schema: call.raw.schema } };
  registry.registerPath({
    method: call.method,
    path: `${basePath}${call.path}`,
    summary: call.summary,
    description: [call.description, accessOf(scope, sent)].filter(Boolean).join("\n\n"),
    ...(scope ? { security: [{ key: [] }] } : { security: [] }),
    request: {
      ...(call.params && { params: call.params }),
      ...(call.query && { query: call.query }),
      ...(content && { body: { required: true, content } }),
    },
    ...(call.idempotent && {
      parameters: [
        {
          name: "Idempotency-Key",
          in: "header",
          required: false,
          schema: { type: "string", minLength: 1, maxLength: 255 },
          description: "The same key and body get the same answer; another body is refused with 409.",
        },
      ],
    }),
    responses: {
      [call.answer.status]: {
        description: call.answer.description,
        content: { [call.answer.mediaType ?? "application/json"]: { schema: call.answer.schema } },
      },
      429: {
        description: "Too many requests; `Retry-After` says in how many seconds to try again.",
        headers: { "Retry-After": { schema: { type: "integer", minimum: 1 } } },
        content: { "application/problem+json": { schema: Problem } },
      },
      default: {
        description: "A refusal: problem details (RFC 9457) that name each bad field.",
        content: { "application/problem+json": { schema: Problem } },
      },
    },
  });
}

/** A message that leaves, as the document says it. */
export type DescribedWebhook = {
  readonly type: string;
  readonly summary: string;
  readonly description: string;
  readonly schema: z.ZodType;
};

const standardHeaders = {
  "webhook-id": "The `orderId`: the same in every attempt",
  "webhook-timestamp": "Seconds since 1970 of this attempt",
  "webhook-signature":
    "`v1,` and the base64 of HMAC-SHA-256 over id, timestamp and body; during a rotation one for each secret, with a blank between",
};

/** Adds a message that leaves to the document. */
export function describeWebhook(registry: Registry, { type, summary, description, schema }: DescribedWebhook): void {
  registry.registerWebhook({
    method: "post",
    path: type,
    summary,
    description,
    parameters: Object.entries(standardHeaders).map(([name, said]) => ({
      name,
      in: "header" as const,
      required: true,
      schema: { type: "string" as const },
      description: said,
    })),
    request: { body: { required: true, content: { "application/json": { schema } } } },
    responses: {
      "2XX": { description: "Taken. Anything else, a redirect too, is tried again for three days." },
    },
  });
}

/** The document as text. */
export function documentOf(app: OpenAPIHono): string {
  app.openAPIRegistry.registerComponent("securitySchemes", "key", { type: "http", scheme: "bearer" });
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Docket",
      version: "1",
      description:
        "Reports in, decisions out. JSON in UTF-8; errors are problem details (RFC 9457). Orders, notices and outcomes leave as Standard Webhooks (https://www.standardwebhooks.com).",
    },
    servers: [{ url: "/" }],
  });
  return JSON.stringify(document);
}
