import type { Permission } from "@/server/access/matrix";

/** The pages under `/settings` and what opens each. A test compares the list with the pages that there are. */
export const settingsPages = [
  { id: "staff", href: "/settings/staff", permission: "staff.list" },
  { id: "queues", href: "/settings/queues", permission: "case.reassign" },
  { id: "keys", href: "/settings/keys", permission: "key.manage" },
  { id: "connections", href: "/settings/connections", permission: "connection.manage" },
  { id: "endpoints", href: "/settings/endpoints", permission: "delivery.list" },
  { id: "notices", href: "/settings/notices", permission: "notices.read" },
  { id: "erasures", href: "/settings/erasures", permission: "erasure.propose" },
  { id: "access", href: "/settings/access", permission: "staff.list" },
] as const satisfies readonly { id: string; href: `/settings/${string}`; permission: Permission }[];
