/** The rooms of `server/`, in order of dependence: a room imports only rooms above it. */
export const rooms = [
  "kernel",
  "access",
  "privacy",
  "audit",
  "staff",
  "http",
  "trpc",
  "delivery",
  "policy",
  "registry",
  "cases",
  "intake",
  "enforcement",
  "filings",
  "retention",
  "insights",
];
