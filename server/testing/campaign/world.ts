import type postgres from "postgres";
import { staffSubject } from "../../../db/schema";
import { createKey } from "../../audit/keys";
import { createConnection } from "../../intake/service/connections";
import type { KeyActor, StaffActor } from "../../kernel/actor";
import { keyScopes, sources } from "../../kernel/actor";
import { after, day, hour, minute, second } from "../../kernel/calendar";
import { newId } from "../../kernel/id";
import { RegistryLine } from "../../registry/contract";
import { syncOne } from "../../registry/service/sync";
import { transact } from "../../transact";
import { makePerson, testNow } from "../cases";
import { type Dice, seeded } from "../dice";
import { subjectNamed } from "../enforcement";
import { makeKey, operator, publishDefault } from "../reports";
import { Mirror } from "./mirror";
import type { OpenTexts } from "./steps-notices";

/** A lease as the campaign remembers it. */
export type HeldLease = { readonly by: StaffActor; readonly token: string; readonly expiresAt: Date };

/** What a step may end with: `done`, or the code of a refusal; `retention.*` for any of a room. */
export type Step = {
  readonly name: string;
  /** Groups and accounts, by id or the platform's id, that it may touch even if no entry names them. */
  readonly about: readonly string[];
  readonly ends: readonly string[];
  /** It writes no fact, also when it is done. */
  readonly isSilent?: boolean;
  /** Entries that it may leave behind although it is refused, as what it does next needs them. */
  readonly leaves?: readonly string[];
  /** It rewrites texts of rows that no entry of its own names: erasing. */
  readonly rewrites?: boolean;
  readonly act: () => Promise<unknown>;
};
export type Stepper = (world: World) => Step | null | Promise<Step | null>;

export type World = {
  readonly dice: Dice;
  readonly sql: postgres.Sql;
  readonly mirror: Mirror;
  readonly key: KeyActor;
  readonly moderators: readonly StaffActor[];
  readonly leads: readonly StaffActor[];
  readonly officers: readonly StaffActor[];
  readonly compliance: readonly StaffActor[];
  readonly admins: readonly StaffActor[];
  /** Her own account, by the platform's id, with the moderator whose it is. */
  readonly own: { readonly externalId: string; readonly by: StaffActor };
  readonly groups: string[];
  readonly accounts: string[];
  /** Those that nobody reports any more. */
  readonly retired: { readonly kind: "group" | "account"; readonly externalId: string }[];
  readonly leases: Map<string, HeldLease>;
  readonly filings: { readonly number: string; readonly by: StaffActor; version: number; state: string }[];
  readonly erasures: { readonly id: string; readonly by: StaffActor; readonly externalId: string }[];
  readonly holds: { readonly id: string; readonly externalId: string }[];
  readonly sent: { readonly externalId: string; readonly report: object; readonly about: string }[];
  /** The notice texts: the draft that is open, the version in force, and an id that is older than all notices since. */
  readonly texts: { open: OpenTexts | null; inForce: number; since: string };
  now: Date;
  made: number;
};

export const nextName = (world: World, prefix: string): string => `${prefix}-${++world.made}`;

/** What the platform says of a group, a place in it, or an account. */
const synced = (world: World, value: object) =>
  syncOne(operator, RegistryLine.parse({ updatedAt: world.now.toISOString(), ...value }), world.now);

/** A group with a founder and a manager of its own, as the platform tells of it. */
export async function foundGroup(world: World): Promise<string> {
  const [externalId, founder, manager] = [nextName(world, "g"), nextName(world, "a"), nextName(world, "a")];
  await synced(world, { kind: "account", externalId: founder, nickname: `群主${founder}` });
  await synced(world, { kind: "group", externalId, name: `同城互助 ${externalId}`, founderExternalId: founder });
  for (const [accountExternalId, role] of [
    [founder, "founder"],
    [manager, "manager"],
  ])
    await synced(world, { kind: "membership", groupExternalId: externalId, accountExternalId, role });
  world.groups.push(externalId);
  world.accounts.push(founder, manager);
  return externalId;
}

const groupsAtOnce = 8;

/** People of each role, some groups and accounts, a key, a connection of another system, and a key that signs. */
export async function openWorld(sql: postgres.Sql, seed: number): Promise<World> {
  const now = testNow();
  await publishDefault(now);
  await createKey(operator, now);
  await createConnection(operator, { id: "matrix-one", format: "synapse", source: "in_app" }, now);
  const people = (role: Parameters<typeof makePerson>[0][number], names: readonly string[]) =>
    Promise.all(names.map((name) => makePerson([role], name, now)));
  const [moderators, leads, officers, compliance, admins, key] = await Promise.all([
    people("moderator", ["许清", "林一", "高远"]),
    people("lead", ["陈默", "何苗"]),
    people("appeals_officer", ["赵宁", "钱程"]),
    people("compliance_officer", ["苏敏", "方正"]),
    people("admin", ["邵航", "沈和"]),
    makeKey(now),
  ]);
  const world: World = {
    dice: seeded(seed),
    sql,
    mirror: new Mirror(),
    key: { kind: "key", id: key.id, scopes: keyScopes, sources },
    moderators,
    leads,
    officers,
    compliance,
    admins,
    own: { externalId: "a-own", by: moderators[0] as StaffActor },
    groups: [],
    accounts: ["a-own"],
    retired: [],
    leases: new Map(),
    filings: [],
    erasures: [],
    holds: [],
    sent: [],
    texts: { open: null, inForce: 1, since: newId(now) },
    now,
    made: 0,
  };
  await synced(world, { kind: "account", externalId: "a-own", nickname: "许清自己" });
  for (let made = 0; made < groupsAtOnce; made++) await foundGroup(world);
  const { id } = await subjectNamed("account", "a-own");
  await transact(operator, now, async (tx, settle) => {
    const subject = { kind: "staff", id: world.own.by.id, version: null };
    settle({
      ok: true,
      next: null,
      effects: [],
      entry: { kind: "staff", action: "staff.subject_added", subject, pub: {} },
    });
    await tx.insert(staffSubject).values({ staffId: world.own.by.id, subjectKind: "account", subjectId: id });
  });
  return world;
}

/** Time passes: seconds mostly, fewer while something may be undone, sometimes hours, now and then weeks. */
export function passTime(world: World): void {
  const { dice, mirror, now } = world;
  const isPending = mirror.decisions.recent(({ effectiveAt }) => effectiveAt !== null && effectiveAt > now, 60);
  const spans: readonly (readonly [number, number, number])[] = [
    [0.003, 30 * day, 45 * day],
    [0.01, day, 4 * day],
    [0.04, hour, 30 * hour],
    [0.2, minute, 90 * minute],
    [1, 0, (isPending.length > 0 ? 4 : 20) * second],
  ];
  for (const [share, least, most] of spans)
    if (dice.chance(share)) {
      world.now = after(world.now, 1 + least + dice.below(most - least));
      return;
    }
}

/** An id that nothing has. */
export const nobody = (world: World): string => newId(world.now);
