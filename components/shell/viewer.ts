import type { Permission } from "@/server/access/matrix";
import type { Role } from "@/server/kernel/actor";

/** Who looks at the console, as far as the frame cares. */
export type Viewer = {
  name: string;
  email: string;
  roles: readonly Role[];
  permissions: readonly Permission[];
};

/** The last signed checkpoint of the audit log, as the page was made: its leaves, and how long ago it was signed. */
export type LogHead = { size: number; ageSeconds: number };
