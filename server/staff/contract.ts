import * as z from "zod";
import { type Role, roles } from "../kernel/actor";
import { refusalsOf } from "../kernel/refusal";

/** A session ends after this long whatever happens, and after this long without use. The sign-in page says so. */
export const sessionHours = 12;
export const idleMinutes = 30;
/** `seen_at` moves at most this often. */
export const seenSeconds = 60;
/** Failures at one address before sign-in slows down, and how long it may slow down to. */
export const freeFailures = 5;
export const longestWaitSeconds = 900;
/** The same for one network address, behind which many people may sit. */
export const freeNetworkFailures = 20;
/** A proposed role that nobody confirmed for this long can no longer be confirmed. */
export const grantDays = 7;

/** Roles that take a second administrator. Source: `domain.md`, "People and what they may do". */
export const twoPersonRoles: readonly Role[] = ["lead", "admin", "inspector"];

/** Names of the session's cookie: bound to the host where the address is https. The proxy looks for both. */
export const sessionCookies = { https: "__Host-docket-session", http: "docket-session" } as const;

export const passwordLength = { min: 12, max: 200 } as const;

const email = z.string().trim().toLowerCase().max(200).pipe(z.email());
const role = z.enum(roles);
const staffId = z.uuid();

export const SignIn = z.object({
  email: z.string().trim().toLowerCase().min(1).max(200),
  password: z.string().min(1).max(passwordLength.max),
});
export type SignIn = z.infer<typeof SignIn>;

export const AddStaff = z.object({
  email,
  name: z.string().trim().min(1).max(60),
  roles: z
    .array(role)
    .max(roles.length)
    .transform((given) => [...new Set(given)]),
});
export type AddStaff = z.infer<typeof AddStaff>;

/** One role of one person: to grant or to withdraw. */
export const StaffRole = z.object({ staffId, role });
export type StaffRole = z.infer<typeof StaffRole>;

export const StaffId = z.object({ staffId });
export const GrantId = z.object({ grantId: z.uuid() });

export const ListStaff = z.object({ cursor: z.string().max(500).nullish() });
export type ListStaff = z.infer<typeof ListStaff>;

export const ChoosePassword = z.object({
  current: z.string().min(1).max(passwordLength.max),
  chosen: z.string().max(passwordLength.max),
});
export type ChoosePassword = z.infer<typeof ChoosePassword>;

export const refuse = refusalsOf("staff", {
  wrong: { status: 401, zh: "邮箱或密码不正确。", en: "The email or the password is not right." },
  locked: {
    status: 429,
    zh: "失败次数过多，请 {seconds} 秒后再试。",
    en: "Too many failures; try again in {seconds} seconds.",
  },
  provider: {
    status: 403,
    zh: "没有与该单位账号已验证邮箱相符的在用账号。",
    en: "No active account here has the verified email of that sign-in.",
  },
  taken: { status: 409, zh: "这个邮箱已有账号。", en: "There is an account with this email already." },
  missing: { status: 404, zh: "没有这个人。", en: "There is no such person." },
  inactive: { status: 409, zh: "此人的账号已停用。", en: "This account is deactivated." },
  active: { status: 409, zh: "此人的账号没有停用。", en: "This account is not deactivated." },
  "own-role": {
    status: 403,
    zh: "不能给自己授予或收回角色。",
    en: "Nobody grants roles to herself or withdraws them.",
  },
  "own-account": { status: 403, zh: "不能停用自己的账号。", en: "Nobody deactivates her own account." },
  "has-role": { status: 409, zh: "此人已有这个角色。", en: "This person already has the role." },
  "has-not": { status: 409, zh: "此人没有这个角色。", en: "This person does not have the role." },
  proposed: {
    status: 409,
    zh: "这个角色已经提请，正等待另一位管理员确认。",
    en: "The role is already proposed and waits for another administrator.",
  },
  "no-second-admin": {
    status: 403,
    zh: "授予此角色须另一位管理员确认，而现在没有另一位管理员。请运维人员在命令行授予。",
    en: "This role takes a second administrator, and there is no other. The operator can grant it on the command line.",
  },
  "no-grant": { status: 404, zh: "没有这项提请。", en: "There is no such proposal." },
  settled: { status: 409, zh: "这项提请已有结果。", en: "This proposal is already settled." },
  lapsed: {
    status: 410,
    zh: "提请超过 {days} 天未确认，已失效。",
    en: "The proposal waited more than {days} days and has lapsed.",
  },
  "same-person": {
    status: 403,
    zh: "提请人不能自己确认，须另一位管理员确认。",
    en: "Whoever proposed it cannot confirm it: another administrator does.",
  },
  password: {
    status: 422,
    zh: "新密码须有 {min} 至 {max} 个字符，且不同于现在的密码和邮箱。",
    en: "A new password has {min} to {max} characters and differs from the present one and from the email.",
  },
  demo: { status: 409, zh: "演示账号的密码不能更改。", en: "The password of a demo account cannot be changed." },
  cursor: { status: 400, zh: "翻页位置无效。", en: "The place in the list is not valid." },
});
