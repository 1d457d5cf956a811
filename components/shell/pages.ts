import type { Permission } from "@/server/access/matrix";

/** The rooms that the header leads to, in its order, with what opens them and the key after G. */
export const pages = [
  { id: "queue", href: "/queue", permission: "case.list", key: "Q" },
  { id: "approvals", href: "/approvals", permission: "approval.list", key: "C" },
  { id: "appeals", href: "/appeals", permission: "appeal.list", key: "A" },
  { id: "incidents", href: "/incidents", permission: "incident.list", key: "I" },
  { id: "groups", href: "/groups", permission: "registry.read", key: "R" },
  { id: "measures", href: "/measures", permission: "measure.list", key: "M" },
  { id: "blacklist", href: "/blacklist", permission: "measure.list", key: "B" },
  { id: "referrals", href: "/referrals", permission: "referral.list", key: "H" },
  { id: "filings", href: "/filings", permission: "filing.list", key: "F" },
  { id: "insights", href: "/insights", permission: "insight.read", key: "D" },
  { id: "audit", href: "/audit", permission: "audit.list", key: "L" },
  { id: "policies", href: "/policies", permission: "policy.read", key: "P" },
  { id: "settings", href: "/settings", permission: "settings.open", key: "S" },
] as const satisfies readonly { id: string; href: string; permission: Permission; key: string }[];

export type PageId = (typeof pages)[number]["id"];

/** Pages without a place in the header, and what opens them. */
const others = [
  { href: "/cases", permission: "case.read", within: "queue" },
  { href: "/rectifications", permission: "rectification.check", within: "measures" },
  { href: "/accounts", permission: "registry.read", within: "groups" },
] as const satisfies readonly { href: string; permission: Permission; within: PageId }[];

const holds = (href: string, path: string) => path === href || path.startsWith(`${href}/`);

/** The place in the header that a path belongs to. */
export const pageOf = (path: string): PageId | null =>
  pages.find(({ href }) => holds(href, path))?.id ?? others.find(({ href }) => holds(href, path))?.within ?? null;

/** What opens a path; null when the table does not know it. */
export const permissionFor = (path: string): Permission | null =>
  [...pages, ...others].find(({ href }) => holds(href, path))?.permission ?? null;

/** The pages that somebody with these permissions may see, in the order of the header. */
export const pagesFor = (permissions: readonly string[]) =>
  pages.filter(({ permission }) => permissions.includes(permission));
