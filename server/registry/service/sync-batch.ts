import type { Tx } from "../../../db/client";
import type { Refusal } from "../../kernel/refusal";
import type { Policy } from "../../policy/contract";
import { sealMany } from "../../privacy/seal";
import { Overtaken } from "../../transact";
import { type AccountLine, type GroupLine, type MembershipLine, type RegistryLine, refuse } from "../contract";
import { foldCode, isReservedCode } from "../rules";
import {
  type AccountNext,
  type AccountState,
  type Applied,
  applyAccount,
  applyGroup,
  applyMembership,
  type Change,
  type GroupNext,
  type GroupState,
} from "../rules-sync";

import { byExternalIds, makeStubs, type Stub } from "../store-subjects";
import {
  allocateCodes,
  type FounderStated,
  lockAccountStates,
  lockGroupStates,
  lockMemberships,
  type MembershipWrite,
  saveAccounts,
  saveGroups,
  saveMemberships,
  settleFounders,
} from "../store-sync";

/** What became of one line. `code` is the subject's, null for a membership. */
export type Outcome =
  | { readonly ok: true; readonly kind: RegistryLine["kind"]; readonly code: string | null; readonly change: Change }
  | { readonly ok: false; readonly refusal: Refusal };

/** What a batch did, in numbers: what the log says of it. */
export type Changed = {
  groupsCreated: number;
  groupsUpdated: number;
  accountsCreated: number;
  accountsUpdated: number;
  membershipsCreated: number;
  membershipsUpdated: number;
  gradesRaised: number;
  gradesLowered: number;
  unchanged: number;
  refused: number;
};

type Work = { readonly tx: Tx; readonly lines: readonly RegistryLine[]; readonly policy: Policy; readonly now: Date };

const unique = (values: readonly string[]) => [...new Set(values)];
const ofKind = <Kind extends RegistryLine["kind"]>(lines: readonly RegistryLine[], kind: Kind) =>
  lines.filter((line): line is Extract<RegistryLine, { kind: Kind }> => line.kind === kind);

/** Makes what the lines name and nobody named before. Groups that bring a free code get it at once. */
async function ensureNamed({ tx, lines, policy, now }: Work): Promise<Map<string, string>> {
  const groups = ofKind(lines, "group");
  const members = ofKind(lines, "membership");
  const groupIds = unique([...groups.map((line) => line.externalId), ...members.map((line) => line.groupExternalId)]);
  const codes = new Map<string, string>();
  for (const { externalId, code } of groups)
    if (code !== undefined && !isReservedCode(foldCode(code)) && !codes.has(externalId))
      codes.set(externalId, foldCode(code));
  const accountIds = unique([
    ...ofKind(lines, "account").map((line) => line.externalId),
    ...members.map((line) => line.accountExternalId),
    ...groups.flatMap((line) => line.founderExternalId ?? []),
  ]);
  const credit = policy.document.credit.initial;
  const known = new Set((await byExternalIds(tx, "group", groupIds)).map((subject) => subject.externalId));
  const missing = groupIds.filter((externalId) => !known.has(externalId));
  const stubs = missing.map((externalId): Stub => ({ externalId, code: codes.get(externalId) }));
  // Two groups of one batch may want the same code: the first has it.
  const first = new Map(stubs.flatMap((stub) => (stub.code ? [[stub.code, stub.externalId] as const] : [])).reverse());
  const wanted = stubs.filter((stub) => !stub.code || first.get(stub.code) === stub.externalId);
  const refused = await makeStubs(tx, "group", wanted, credit, now);
  // A group refused for its code is made after all where a membership names it.
  const named = new Set(members.map((line) => line.groupExternalId));
  const rest = [...refused, ...stubs.filter((stub) => !wanted.includes(stub))].filter((stub) =>
    named.has(stub.externalId),
  );
  await makeStubs(
    tx,
    "group",
    rest.map(({ externalId }) => ({ externalId })),
    credit,
    now,
  );

  const accounts = await byExternalIds(tx, "account", accountIds);
  const seen = new Set(accounts.map((subject) => subject.externalId));
  const absent = accountIds.filter((externalId) => !seen.has(externalId)).map((externalId) => ({ externalId }));
  await makeStubs(tx, "account", absent, credit, now);
  const made = await byExternalIds(
    tx,
    "account",
    absent.map(({ externalId }) => externalId),
  );
  return new Map([...accounts, ...made].map((subject) => [subject.externalId, subject.id]));
}

/** Codes that stubs of earlier reports are to give up for the platform's own; those that are theirs now, by group. */
async function takeCodes({ tx, lines, now }: Work, states: ReadonlyMap<string, GroupState>): Promise<Set<string>> {
  const wanted = new Map<string, string>();
  for (const { externalId, code } of ofKind(lines, "group")) {
    const state = states.get(externalId);
    const folded = code === undefined ? undefined : foldCode(code);
    if (!state || state.confirmed || folded === undefined) continue;
    if (folded !== state.code && !isReservedCode(folded) && !wanted.has(state.id)) wanted.set(state.id, folded);
  }
  const pairs = [...wanted].map(([id, code]) => ({ id, code }));
  const firstOfCode = new Map([...pairs].reverse().map(({ id, code }) => [code, id]));
  const asked = pairs.filter(({ id, code }) => firstOfCode.get(code) === id);
  const given = await allocateCodes(tx, asked, now);
  return new Set(asked.filter(({ code }) => given.has(code)).map(({ id, code }) => `${id} ${code}`));
}

const codeTaken = (code: string): Outcome => ({
  ok: false,
  refusal: refuse("code_taken", { code }, [
    { pointer: "/code", reason: { zh: "已分配，不得复用", en: "was given already and is never reused" } },
  ]),
});

/** Applies the lines of one batch, set by set, in the order of the file within each subject. Locks groups, then accounts. */
export async function applyBatch(work: Work): Promise<{ outcomes: Outcome[]; changed: Changed }> {
  const { tx, lines, policy, now } = work;
  const accountIds = await ensureNamed(work);
  const groupNames = unique([
    ...ofKind(lines, "group").map((line) => line.externalId),
    ...ofKind(lines, "membership").map((line) => line.groupExternalId),
  ]);
  const before = await lockGroupStates(tx, groupNames);
  const groups = new Map<string, GroupState>(before.map((state) => [state.externalId, state]));
  const accounts = new Map<string, AccountState>(
    (
      await lockAccountStates(
        tx,
        ofKind(lines, "account").map((line) => line.externalId),
      )
    ).map((state) => [state.externalId, state]),
  );
  // Erased between being found and being locked: whoever begins anew finds nobody by that name.
  if (ofKind(lines, "account").some((line) => !accounts.has(line.externalId))) throw new Overtaken();
  // A group that is not there because its code is taken is refused by its own line.
  const coded = new Set(ofKind(lines, "group").flatMap((line) => (line.code === undefined ? [] : [line.externalId])));
  if (groupNames.some((name) => !groups.has(name) && !coded.has(name))) throw new Overtaken();
  const members = await openMemberships(tx, lines, groups, accountIds);
  const codes = await takeCodes(work, groups);
  const groupWrites = new Map<string, GroupNext>();
  const accountWrites = new Map<string, AccountNext>();

  const onGroup = (line: GroupLine): Outcome => {
    const state = groups.get(line.externalId);
    if (!state) return codeTaken(foldCode(line.code ?? ""));
    const code = line.code === undefined ? state.code : foldCode(line.code);
    const applied = applyGroup(state, line, policy);
    if (!applied.ok) return applied;
    if (code !== state.code && !codes.has(`${state.id} ${code}`)) return codeTaken(code);
    groups.set(line.externalId, applied.next);
    if (isWorthWriting(state, applied)) groupWrites.set(line.externalId, applied.next);
    if (line.founderExternalId !== undefined)
      members.found(
        state.id,
        line.founderExternalId && (accountIds.get(line.founderExternalId) as string),
        line.updatedAt,
      );
    return { ok: true, kind: "group", code: applied.next.code, change: applied.change };
  };
  const onAccount = (line: AccountLine): Outcome => {
    const state = accounts.get(line.externalId) as AccountState;
    const applied = applyAccount(state, line);
    if (!applied.ok) return applied;
    const earlier = accountWrites.get(line.externalId);
    const { phone = earlier?.phone, verificationToken = earlier?.verificationToken } = applied.next;
    const next = { ...applied.next, phone, verificationToken };
    accounts.set(line.externalId, {
      ...next,
      hasPhone: phone === undefined ? state.hasPhone : phone !== null,
      hasToken: verificationToken === undefined ? state.hasToken : verificationToken !== null,
    });
    if (isWorthWriting(state, applied)) accountWrites.set(line.externalId, next);
    return { ok: true, kind: "account", code: state.code, change: applied.change };
  };
  const onMembership = (line: MembershipLine): Outcome => {
    const groupId = (groups.get(line.groupExternalId) as GroupState).id;
    const applied = members.apply(groupId, accountIds.get(line.accountExternalId) as string, line);
    return applied.ok ? { ok: true, kind: "membership", code: null, change: applied.change } : applied;
  };
  const outcomes = lines.map((line) =>
    line.kind === "group" ? onGroup(line) : line.kind === "account" ? onAccount(line) : onMembership(line),
  );

  await saveGroups(tx, [...groupWrites.values()]);
  await saveSealed(tx, [...accountWrites.values()], now);
  await members.save();
  return { outcomes, changed: count(outcomes, before, groups) };
}

/** A repeated line changes nothing; a newer one without a difference still moves the time of the last update. */
const isWorthWriting = <Next extends { readonly sourceUpdatedAt: Date | null }>(
  state: { readonly sourceUpdatedAt: Date | null },
  { next, change }: Extract<Applied<Next>, { ok: true }>,
) => change !== "unchanged" || state.sourceUpdatedAt?.getTime() !== next.sourceUpdatedAt?.getTime();

async function saveSealed(tx: Tx, accounts: readonly AccountNext[], now: Date): Promise<void> {
  const toSeal = accounts.flatMap(({ id, phone, verificationToken }) => [
    ...(phone ? [{ about: `account:${id}`, purpose: "account:phone", value: phone }] : []),
    ...(verificationToken
      ? [{ about: `account:${id}`, purpose: "account:verification_token", value: verificationToken }]
      : []),
  ]);
  const sealed = await sealMany(tx, now, toSeal);
  const byPlace = new Map(toSeal.map(({ about, purpose }, at) => [`${about} ${purpose}`, sealed[at] as Buffer]));
  const kept = (id: string, purpose: string, value: string | null | undefined) =>
    value ? (byPlace.get(`account:${id} ${purpose}`) as Buffer) : value === null ? null : undefined;
  await saveAccounts(
    tx,
    accounts.map((next) => ({
      ...next,
      phoneSealed: kept(next.id, "account:phone", next.phone),
      tokenSealed: kept(next.id, "account:verification_token", next.verificationToken),
    })),
  );
}

/** The memberships that a batch speaks of, as it changes them. */
async function openMemberships(
  tx: Tx,
  lines: readonly RegistryLine[],
  groups: ReadonlyMap<string, GroupState>,
  accountIds: ReadonlyMap<string, string>,
) {
  const pairs = lines.flatMap((line) => {
    const [groupName, accountName] =
      line.kind === "membership"
        ? [line.groupExternalId, line.accountExternalId]
        : line.kind === "group"
          ? [line.externalId, line.founderExternalId]
          : [];
    const [groupId, accountId] = [groups.get(groupName ?? "")?.id, accountIds.get(accountName ?? "")];
    return groupId && accountId ? [{ groupId, accountId }] : [];
  });
  const keyOf = (groupId: string, accountId: string) => `${groupId} ${accountId}`;
  const wanted = new Map(pairs.map((pair) => [keyOf(pair.groupId, pair.accountId), pair]));
  const states = new Map<string, MembershipWrite>(
    (await lockMemberships(tx, [...wanted.values()])).map((state) => [keyOf(state.groupId, state.accountId), state]),
  );
  const writes = new Map<string, MembershipWrite>();
  const founders = new Map<string, FounderStated>();
  const concerned = new Set<string>();

  const stateFounder = (groupId: string, accountId: string | null, at: Date) => {
    const known = founders.get(groupId);
    if (!known || known.at <= at) founders.set(groupId, { groupId, accountId, at });
    concerned.add(groupId);
  };
  const apply = (groupId: string, accountId: string, line: Pick<MembershipLine, "role" | "leftAt" | "updatedAt">) => {
    const key = keyOf(groupId, accountId);
    const state = states.get(key) ?? null;
    const applied = applyMembership(state, line);
    if (!applied.ok) return applied;
    const next = { groupId, accountId, ...applied.next };
    states.set(key, next);
    if (!state || isWorthWriting(state, applied)) writes.set(key, next);
    if (next.role === "founder" && !next.leftAt) stateFounder(groupId, accountId, line.updatedAt);
    else if (state?.role === "founder") concerned.add(groupId);
    return applied;
  };
  return {
    apply,
    /** What a group's own line says of its founder; something newer that is known of the membership stands. */
    found: (groupId: string, accountId: string | null, updatedAt: Date) => {
      if (accountId === null) stateFounder(groupId, null, updatedAt);
      else apply(groupId, accountId, { role: "founder", leftAt: null, updatedAt });
    },
    save: async () => {
      await saveMemberships(tx, [...writes.values()]);
      await settleFounders(tx, [...founders.values()], [...concerned]);
    },
  };
}

function count(
  outcomes: readonly Outcome[],
  before: readonly GroupState[],
  after: ReadonlyMap<string, GroupState>,
): Changed {
  const of = (kind: RegistryLine["kind"], change: Change) =>
    outcomes.filter((outcome) => outcome.ok && outcome.kind === kind && outcome.change === change).length;
  const regraded = before
    .filter((state) => state.confirmed)
    .map((state) => (after.get(state.externalId) as GroupState).grade - state.grade);
  return {
    groupsCreated: of("group", "created"),
    groupsUpdated: of("group", "updated"),
    accountsCreated: of("account", "created"),
    accountsUpdated: of("account", "updated"),
    membershipsCreated: of("membership", "created"),
    membershipsUpdated: of("membership", "updated"),
    gradesRaised: regraded.filter((step) => step > 0).length,
    gradesLowered: regraded.filter((step) => step < 0).length,
    unchanged: outcomes.filter((outcome) => outcome.ok && outcome.change === "unchanged").length,
    refused: outcomes.filter((outcome) => !outcome.ok).length,
  };
}
