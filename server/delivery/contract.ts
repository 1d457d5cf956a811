import * as z from "zod";
import { refusalsOf } from "../kernel/refusal";

/** Types of message that leave. Source: `contract.md`, "Webhooks out". */
export const outgoingTypes = [
  "measure.ordered",
  "measure.ended",
  "notice.issued",
  "report.outcome",
  "appeal.ruled",
  "appeal.asked",
] as const;
export type OutgoingType = (typeof outgoingTypes)[number];

/** `moot`: overtaken before it arrived, so that sending it would only mislead: a measure's order once it has ended. */
export const deliveryWords = ["queued", "delivered", "failed", "moot"] as const;
export type DeliveryWord = (typeof deliveryWords)[number];

/** Why an attempt failed, in words of ours: what a peer says never reaches a screen. */
export const failureWords = [
  "refused",
  "timeout",
  "tls",
  "dns",
  "http",
  "redirect",
  "private_address",
  "connection",
] as const;
export type FailureWord = (typeof failureWords)[number];

/** A message is tried for three days, then it is failed and visible. Source: `contract.md`, "Webhooks out". */
export const retryHours = 72;
/** Seconds before the second, third … attempt; the last one repeats. */
export const backoffSeconds = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400] as const;
/** One attempt ends after this, whatever the peer does. */
export const attemptSeconds = 10;
/** Of an answer's body so much is read, to keep the connection clean; the rest is cut off. */
export const answerBytes = 65_536;
/** During a rotation the old secret signs as well for this long. */
export const rotationHours = 24;

export const endpointLimit = 20;
/** Replaying all that failed takes so many at a time; the answer says how many are left. */
export const replayLimit = 1_000;

/** A message that has waited longer than this for an endpoint that is on is late, and people are told. */
export const lateMinutes = 30;
/** So many messages, tried in the last hour and none taken: the endpoint takes nothing. */
export const silentMessages = 3;

/** What is wrong with an endpoint that is on. `late`: something waits too long; `silent`: it takes nothing; `lost`: messages failed for good. */
export const alertWords = ["silent", "late", "lost"] as const;
export type AlertWord = (typeof alertWords)[number];

const webhookUrl = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .refine((text) => {
    const { username, password, hash } = new URL(text);
    return username === "" && password === "" && hash === "";
  });

export const CreateEndpoint = z.strictObject({
  url: webhookUrl,
  /** Empty: all types. */
  types: z.array(z.enum(outgoingTypes)).max(outgoingTypes.length).default([]),
});
export type CreateEndpoint = z.infer<typeof CreateEndpoint>;

export const EndpointInput = z.strictObject({ endpointId: z.uuid(), version: z.int().min(1) });
export type EndpointInput = z.infer<typeof EndpointInput>;

/** Which messages of an endpoint: of one state, or those of which the last attempt was since a time. */
export const deliveryViews = ["queued", "failed", "moot", "tried", "missed", "arrived"] as const;
export type DeliveryView = (typeof deliveryViews)[number];

/** `since` (inclusive) belongs to `tried` (all that were tried), `missed` (not taken at the last attempt) and `arrived`. */
export const DeliveriesInput = z.strictObject({
  endpointId: z.uuid(),
  view: z.enum(deliveryViews).default("failed"),
  since: z.iso.datetime().optional(),
  cursor: z.string().max(400).nullish(),
  limit: z.int().min(1).max(200).default(50),
});
export type DeliveriesInput = z.infer<typeof DeliveriesInput>;

/** What the address of the page asks for, as the page and its table both read it; null: no list. */
export function deliveriesIn(search: Readonly<Record<string, string | undefined>>): DeliveriesInput | null {
  const { endpoint: endpointId, view, since, after: cursor } = search;
  const asked = DeliveriesInput.safeParse({ endpointId, ...(view && { view }), ...(since && { since }), cursor });
  return asked.success ? asked.data : null;
}

/** Without ids: all that failed. */
export const ReplayInput = z.strictObject({
  endpointId: z.uuid(),
  deliveryIds: z.array(z.uuid()).min(1).max(200).optional(),
});
export type ReplayInput = z.infer<typeof ReplayInput>;

export const refuse = refusalsOf("delivery", {
  missing: { status: 404, zh: "没有这个推送端点", en: "There is no such endpoint" },
  missing_order: { status: 404, zh: "没有这条指令", en: "There is no such order" },
  stale: {
    status: 409,
    zh: "端点已有新的变化，请刷新后再试",
    en: "The endpoint has changed since: reload and try again",
  },
  already: { status: 409, zh: "端点已是这个状态", en: "The endpoint is in that state already" },
  too_many: { status: 409, zh: "最多 {limit} 个推送端点", en: "At most {limit} endpoints" },
  private_address: {
    status: 422,
    zh: "地址指向本机或内部网络，不能作为推送端点",
    en: "This address is on this machine or in a private network: it cannot be an endpoint",
  },
  unencrypted: { status: 422, zh: "推送地址须为 https", en: "An endpoint must use https" },
  moot: {
    status: 409,
    zh: "这条消息已被后来的消息取代，不再发送",
    en: "A later message has overtaken this one: it is not sent any more",
  },
  nothing_failed: { status: 409, zh: "没有投递失败的消息", en: "No message has failed" },
  not_allowed: { status: 403, zh: "您无权管理推送端点", en: "You may not manage endpoints" },
  bad_cursor: {
    status: 400,
    zh: "翻页位置无效，请从第一页重新开始",
    en: "This page marker is not valid: start again at the first page",
  },
});
