import { refusalsOf } from "../kernel/refusal";

/** Procedures that one request may ask. */
export const batchLimit = 20;
/** Characters of a query in the address. */
export const addressLimit = 16_384;

export const refuse = refusalsOf("trpc", {
  "signed-out": { status: 401, zh: "请重新登录。", en: "Sign in again." },
  forbidden: { status: 403, zh: "你的角色不能这样做。", en: "Your roles may not do this." },
  input: { status: 400, zh: "输入有误，请看各字段的说明。", en: "The input is not right; see the fields." },
  call: { status: 400, zh: "请求有误。", en: "The request is not right." },
  unknown: { status: 404, zh: "没有这个调用。", en: "There is no such call." },
  method: { status: 405, zh: "此调用不接受该方法。", en: "The call does not take this method." },
  origin: { status: 403, zh: "此请求来自别的网站。", en: "This request comes from another site." },
  "too-large": { status: 413, zh: "请求过大。", en: "The request is too large." },
  batch: { status: 400, zh: "一次最多 {limit} 个调用。", en: "At most {limit} calls at once." },
});
