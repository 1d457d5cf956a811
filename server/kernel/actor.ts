/** The words for the people who work in Docket. Source: `domain.md`, "People and what they may do". */
export const roles = [
  "moderator",
  "lead",
  "appeals_officer",
  "compliance_officer",
  "manager",
  "admin",
  "inspector",
] as const;
export type Role = (typeof roles)[number];

/** A signed-in person. Roles are those that the database held when this request began. */
export type StaffActor = {
  readonly kind: "staff";
  readonly id: string;
  readonly roles: readonly Role[];
  readonly sessionId: string;
};

export const keyScopes = [
  "reports:write",
  "registry:write",
  "entitlements:read",
  "orders:write",
  "metrics:read",
] as const;
export type KeyScope = (typeof keyScopes)[number];

/** A report's origin. Source: `domain.md`, "From report to measure". */
export const sources = ["in_app", "web_form", "trusted_reporter", "regulator", "automated", "staff"] as const;
export type Source = (typeof sources)[number];

/** A platform's API key or an intake connection, with what it may do and which sources it may state. */
export type KeyActor = {
  readonly kind: "key";
  readonly id: string;
  readonly scopes: readonly KeyScope[];
  readonly sources: readonly Source[];
};

/** Docket itself: timers and the worker. `name` says which of its acts, e.g. `expiry`. */
export type SystemActor = { readonly kind: "system"; readonly name: string };

/** Whoever runs the command line on the machine. */
export type OperatorActor = { readonly kind: "operator"; readonly command: string };

/** Somebody without an account who holds a link, e.g. a notice's. */
export type PublicActor = { readonly kind: "public"; readonly via: string };

export type Actor = StaffActor | KeyActor | SystemActor | OperatorActor | PublicActor;

/** How the log names an actor: pseudonymous, `kind:id`. */
export function actorRef(by: Actor): string {
  switch (by.kind) {
    case "staff":
    case "key":
      return `${by.kind}:${by.id}`;
    case "system":
      return `system:${by.name}`;
    case "operator":
      return `operator:${by.command}`;
    case "public":
      return `public:${by.via}`;
  }
}
