import type { Permission } from "@/server/access/matrix";
import type { Role } from "@/server/kernel/actor";

/** Who looks at the console, as far as the frame cares. */
export type Viewer = {
  name: string;
  email: string;
  roles: readonly Role[];
  permissions: readonly Permission[];
};

/** The newest leaf of the audit log that this page has seen. */
export type LogHead = { size: number; at: Date };
