import * as z from "zod";
import { keyScopes, sources } from "../kernel/actor";
import { refusalsOf } from "../kernel/refusal";

/** Where the public API is served. */
export const basePath = "/api/v1";
/** A request's body may hold this many bytes; bulk and evidence more. Source: `contract.md`, "Limits". */
export const bodyLimitBytes = 1_048_576;
export const bulkLimitBytes = 20 * 1_048_576;
/** Objects and lists within one another. */
export const nestingLimit = 32;
/** Requests a second for one key. Source: `contract.md`, "HTTP API". */
export const requestsPerSecond = 1_000;
/**
 * Requests a second for one address, of calls that need no key: a reader of the whole log gets a million entries in
 * about a minute and a half.
 */
export const publicRequestsPerSecond = 100;
/** Forms a minute that one address may send without a key. Source: `contract.md`, "HTTP API". */
export const formPostsPerMinute = 5;
/** Files that go with one form at most: so many more calls a minute. */
export const filesPerForm = 5;
/** Looks a second at pages without sign-in, for one address. */
export const publicPagesPerSecond = 20;
/** Field faults that one problem lists. */
export const faultLimit = 50;

export const refuse = refusalsOf("http", {
  not_found: { status: 404, zh: "没有这个地址", en: "There is nothing at this address" },
  method: {
    status: 405,
    zh: "此地址不接受该方法，可用：{allow}",
    en: "This address does not take that method; it takes: {allow}",
  },
  key_missing: {
    status: 401,
    zh: "缺少密钥：请在 Authorization 头中写明 Bearer 密钥",
    en: "A key is missing: send it as Authorization: Bearer KEY",
  },
  key_unknown: { status: 401, zh: "密钥不存在或已吊销", en: "This key is not known, or was revoked" },
  scope: { status: 403, zh: "此密钥没有权限“{scope}”", en: "This key does not have the scope “{scope}”" },
  too_large: { status: 413, zh: "正文超过 {limit} 字节", en: "The body is larger than {limit} bytes" },
  too_many_lines: { status: 413, zh: "正文超过 {limit} 行", en: "The body has more than {limit} lines" },
  media_type: { status: 415, zh: "正文类型须为 {wanted}", en: "The body must be of the type {wanted}" },
  media_encoding: {
    status: 415,
    zh: "正文不得压缩（Content-Encoding）",
    en: "The body must not be compressed (Content-Encoding)",
  },
  empty: { status: 400, zh: "缺少正文", en: "A body is missing" },
  not_utf8: { status: 400, zh: "正文不是有效的 UTF-8", en: "The body is not valid UTF-8" },
  not_json: { status: 400, zh: "正文不是有效的 JSON", en: "The body is not valid JSON" },
  nesting: { status: 400, zh: "正文的嵌套超过 {limit} 层", en: "The body is nested deeper than {limit} levels" },
  text: { status: 422, zh: "文本中有不可接受的字符", en: "A text holds characters that are not accepted" },
  fields: { status: 422, zh: "有字段不符合要求", en: "Some fields are not as required" },
  rate: {
    status: 429,
    zh: "请求过多：每个密钥每秒最多 {limit} 次",
    en: "Too many requests: {limit} a second for one key",
  },
  address_rate: {
    status: 429,
    zh: "请求过多：无密钥时每个地址每秒最多 {limit} 次",
    en: "Too many requests: {limit} a second for one address without a key",
  },
  form_rate: {
    status: 429,
    zh: "提交过于频繁：每个地址每分钟最多 {limit} 次，请于 {seconds} 秒后再试",
    en: "Too many attempts: {limit} a minute from one address. Try again in {seconds} seconds",
  },
  page_rate: {
    status: 429,
    zh: "访问过于频繁，请稍后再试",
    en: "Too many requests from this address: try again in a moment",
  },
  busy: { status: 429, zh: "批量请求过多，请稍后再试", en: "Too many bulk requests at once: try again in a moment" },
  idempotency_key: {
    status: 400,
    zh: "Idempotency-Key 须为 1 至 255 个可见的 ASCII 字符",
    en: "An Idempotency-Key has 1 to 255 visible ASCII characters",
  },
  replayed: {
    status: 409,
    zh: "同一 Idempotency-Key 曾用于另一请求",
    en: "This Idempotency-Key was used for another request",
  },
  aborted: { status: 400, zh: "正文没有传完", en: "The body did not arrive in full" },
  missing_key: { status: 404, zh: "没有这个密钥", en: "There is no such key" },
  key_revoked: { status: 409, zh: "密钥已吊销", en: "This key is already revoked" },
  demo_key: {
    status: 409,
    zh: "演示密钥由环境变量决定，不能吊销",
    en: "The demo key comes from the environment and cannot be revoked",
  },
});

/** RFC 9457 problem details, with a fault for each bad field. */
export const Problem = z.object({
  type: z.string().meta({ description: "Stable: urn:docket:problem: and the code of the refusal." }),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().meta({ description: "In the language of Accept-Language: Chinese or English." }),
  instance: z.string().meta({ description: "The id of this request, as in X-Request-Id and in the log." }),
  errors: z
    .array(z.object({ pointer: z.string().meta({ description: "JSON pointer (RFC 6901)." }), detail: z.string() }))
    .optional(),
});
export type Problem = z.infer<typeof Problem>;

/** The answer to a refused line of a bulk request: a problem without the id of a request, which the whole body has. */
export const RefusedLine = Problem.omit({ instance: true }).extend({ line: z.int() });

/** A key to be made. */
export const NewKey = z
  .object({
    name: z.string().trim().min(1).max(80),
    scopes: z.array(z.enum(keyScopes)).min(1).max(keyScopes.length),
    /** Which sources its reports may state. */
    sources: z.array(z.enum(sources)).max(sources.length),
  })
  .superRefine((given, context) => {
    if (given.scopes.includes("reports:write") && given.sources.length === 0)
      context.addIssue({
        code: "custom",
        path: ["sources"],
        params: { zh: "提交举报的密钥至少须有一种来源", en: "a key that writes reports needs at least one source" },
      });
  });
export type NewKey = z.infer<typeof NewKey>;
export const KeyId = z.object({ id: z.uuid() });
