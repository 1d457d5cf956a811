import { refusalsOf } from "../kernel/refusal";

export const refuse = refusalsOf("trpc", {
  "signed-out": { status: 401, zh: "请重新登录。", en: "Sign in again." },
  forbidden: { status: 403, zh: "你的角色不能这样做。", en: "Your roles may not do this." },
  input: { status: 400, zh: "输入有误，请看各字段的说明。", en: "The input is not right; see the fields." },
  origin: { status: 403, zh: "此请求来自别的网站。", en: "This request comes from another site." },
  "too-large": { status: 413, zh: "请求过大。", en: "The request is too large." },
});
