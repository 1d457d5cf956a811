import type { Role } from "../kernel/actor";

/**
 * Who may do what. Read it aloud: "these roles may …". Default deny: what is not here, nobody may.
 * Source: `domain.md`, "People and what they may do". Tests, interface and README read this table.
 */
export const matrix = {
  // cases
  "case.list": ["moderator", "lead", "manager", "appeals_officer", "compliance_officer"],
  "case.read": ["moderator", "lead", "manager", "appeals_officer", "compliance_officer"],
  "case.evidence": ["moderator", "lead", "appeals_officer", "compliance_officer"],
  "case.claim": ["moderator", "lead"],
  "case.decide": ["moderator", "lead"],
  "case.escalate": ["moderator", "lead"],
  "case.escalated": ["lead"],
  "case.reassign": ["lead"],
  // enforcement
  "approval.list": ["lead", "moderator"],
  "approval.rule": ["lead"],
  "measure.list": ["moderator", "lead", "manager", "compliance_officer"],
  "measure.export": ["lead", "compliance_officer"],
  "measure.lift": ["lead"],
  "measure.reverse": ["lead"],
  "blacklist.review": ["lead"],
  "blacklist.import": ["lead"],
  "rectification.check": ["moderator", "lead"],
  // appeals: never against a decision that she proposed or approved herself
  "appeal.list": ["appeals_officer"],
  "appeal.rule": ["appeals_officer"],
  // incidents: one lead proposes, another approves
  "incident.list": ["lead", "compliance_officer"],
  "incident.propose": ["lead"],
  "incident.approve": ["lead"],
  "incident.stop": ["lead"],
  "incident.export": ["lead", "compliance_officer"],
  // registry
  "registry.read": ["moderator", "lead", "manager", "appeals_officer", "compliance_officer"],
  "registry.reveal": ["moderator", "lead", "appeals_officer", "compliance_officer"],
  // retention: a second compliance officer confirms an erasure
  "hold.manage": ["compliance_officer"],
  "erasure.propose": ["compliance_officer"],
  "erasure.confirm": ["compliance_officer"],
  // referral: a second compliance officer seals what another drafted and proposed
  "referral.list": ["compliance_officer"],
  "referral.prepare": ["compliance_officer"],
  "referral.seal": ["compliance_officer"],
  // filings, audit
  "filing.list": ["compliance_officer", "manager"],
  "filing.prepare": ["compliance_officer"],
  "filing.seal": ["compliance_officer"],
  "audit.list": ["compliance_officer", "lead"],
  // the log by a colleague's acts: one asks, another answers, and one of the two is a compliance officer
  "oversight.ask": ["compliance_officer", "lead"],
  "oversight.answer": ["compliance_officer", "lead"],
  // insights
  "insight.read": ["manager", "lead", "compliance_officer"],
  // configuration
  "policy.read": ["moderator", "lead", "appeals_officer", "compliance_officer", "manager", "admin"],
  "policy.draft": ["admin"],
  "policy.publish": ["lead", "compliance_officer"],
  // texts of notices: drafted by one, published by another who had no hand in them
  "notices.read": ["admin", "lead", "compliance_officer"],
  "notices.draft": ["admin"],
  "notices.publish": ["lead", "compliance_officer"],
  "settings.open": ["admin", "lead", "compliance_officer"],
  "staff.list": ["admin"],
  "staff.manage": ["admin"],
  "key.manage": ["admin"],
  "connection.manage": ["admin"],
  "endpoint.manage": ["admin"],
  "delivery.list": ["admin", "lead", "compliance_officer"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof matrix;
export const permissions = Object.keys(matrix) as Permission[];

/** May somebody with these roles do this? The question of the matrix; whether on this very case is a room's rule. */
export const may = (roles: readonly Role[], permission: Permission): boolean =>
  (matrix[permission] as readonly Role[]).some((role) => roles.includes(role));

/** Everything that somebody with these roles may do, for the interface. */
export const permissionsOf = (roles: readonly Role[]): Permission[] =>
  permissions.filter((permission) => may(roles, permission));
