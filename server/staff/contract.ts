import * as z from "zod";
import { roles } from "../kernel/actor";
import { refusalsOf } from "../kernel/refusal";

/** A session ends after this long whatever happens, and after this long without use. The sign-in page says so. */
export const sessionHours = 12;
export const idleMinutes = 30;
/** `seen_at` moves at most this often. */
export const seenSeconds = 60;
/** Failures before sign-in slows down, and how long it may slow down to. */
export const freeFailures = 5;
export const longestWaitSeconds = 900;

export const passwordLength = { min: 12, max: 200 } as const;

const email = z.string().trim().toLowerCase().max(200).pipe(z.email());

export const SignIn = z.object({
  email: z.string().trim().toLowerCase().min(1).max(200),
  password: z.string().min(1).max(passwordLength.max),
});
export type SignIn = z.infer<typeof SignIn>;

export const AddStaff = z.object({
  email,
  name: z.string().trim().min(1).max(60),
  roles: z.array(z.enum(roles)).max(roles.length),
});
export type AddStaff = z.infer<typeof AddStaff>;

export const refuse = refusalsOf("staff", {
  wrong: { status: 401, zh: "工号、邮箱或密码不正确。", en: "The email or the password is not right." },
  locked: {
    status: 429,
    zh: "失败次数过多，请 {seconds} 秒后再试。",
    en: "Too many failures; try again in {seconds} seconds.",
  },
  taken: { status: 409, zh: "这个邮箱已有账号。", en: "There is an account with this email already." },
  missing: { status: 404, zh: "没有这个人。", en: "There is no such person." },
  "own-grant": {
    status: 403,
    zh: "不能给自己授予或收回角色。",
    en: "Nobody grants roles to herself or withdraws them.",
  },
  "second-admin": {
    status: 403,
    zh: "授予此角色须另一位管理员确认。",
    en: "Granting this role takes a second administrator.",
  },
  stale: {
    status: 409,
    zh: "此人的资料已被他人改动，请刷新。",
    en: "Somebody has changed this person meanwhile; reload.",
  },
});
