import { randomBytes } from "node:crypto";
import type { Reader, Tx } from "../../../db/client";
import { config } from "../../config";
import type { OperatorActor, StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { openMany, seal } from "../../privacy/seal";
import { transact } from "../../transact";
import { type CreateEndpoint, type EndpointInput, type ReplayInput, refuse } from "../contract";
import {
  createEndpoint as createRule,
  replay as replayRule,
  rotateSecret as rotateRule,
  switchEndpoint,
  withOwed,
} from "../rules";
import {
  countEndpoints,
  type EndpointRow,
  headsOf,
  insertEndpoint,
  lockEndpoint,
  lockFailed,
  markMoot,
  requeue,
  restartQueued,
  saveEndpoint,
} from "../store-endpoint";
import { dropMoot, holdRelays, lineUpOwed, mootAmong } from "../store-owed";

type Manager = StaffActor | OperatorActor;

const about = (endpointId: string) => `endpoint:${endpointId}`;
const purposeOf = (endpointId: string) => `endpoint:${endpointId}:secret`;
/** Standard Webhooks: 24 to 64 random bytes, base64, behind `whsec_`. */
const newSecret = () => `whsec_${randomBytes(32).toString("base64")}`;
const sealSecret = (tx: Tx, now: Date, endpointId: string, value: string) =>
  seal(tx, now, { about: about(endpointId), purpose: purposeOf(endpointId), value });

async function lockOrRefuse(tx: Tx, endpointId: string): Promise<EndpointRow> {
  const row = await lockEndpoint(tx, endpointId);
  if (!row) throw new Refused(refuse("missing"));
  return row;
}

/**
 * An endpoint that is on from now: what was made while nobody listened stands in its lines, in order, and what waited
 * there has three days anew. Relays wait, so that no message falls between what is owed and what they give it.
 *
 * @returns the heads of its lines, which are to be sent.
 */
async function begin(tx: Tx, row: Pick<EndpointRow, "id" | "types" | "createdAt">, now: Date) {
  await holdRelays(tx);
  const moot = await dropMoot(tx, row.id);
  await restartQueued(tx, row.id, now);
  const owed = await lineUpOwed(tx, row, now);
  return { counts: { owed, moot }, heads: (await headsOf(tx, row.id)).map(({ id }) => id) };
}

/**
 * Adds an endpoint; it gets what nobody has taken yet. The secret is shown this once and sealed.
 * Refuses: not_allowed, too_many, unencrypted, private_address.
 */
export const createEndpoint = (
  by: Manager,
  input: CreateEndpoint,
  now: Date,
): Promise<{ readonly id: string; readonly secret: string }> => {
  const secret = newSecret();
  return transact(by, now, async (tx, settle) => {
    const count = await countEndpoints(tx);
    const verdict = createRule(count, by, input, config().allowPrivateWebhooks, newId(now));
    if (!verdict.ok) throw new Refused(verdict.refusal);
    const { counts, heads } = await begin(tx, { ...verdict.next, createdAt: now }, now);
    const { next, eventId } = settle(withOwed(verdict, counts, heads));
    await insertEndpoint(tx, {
      ...next,
      secret: await sealSecret(tx, now, next.id, secret),
      enabled: true,
      version: 1,
      createdAt: now,
      eventId,
    });
    return { id: next.id, secret };
  });
};

/** Switched on, it gets what is still owed. Refuses: missing, not_allowed, stale, already. */
export const setEndpoint = (by: Manager, input: EndpointInput, enabled: boolean, now: Date): Promise<void> =>
  transact(by, now, async (tx, settle) => {
    const row = await lockOrRefuse(tx, input.endpointId);
    const verdict = switchEndpoint(row, by, enabled, input.version);
    if (!verdict.ok) throw new Refused(verdict.refusal);
    const begun = enabled ? await begin(tx, row, now) : null;
    const { next } = settle(begun ? withOwed(verdict, begun.counts, begun.heads) : verdict);
    await saveEndpoint(tx, row.id, { enabled: next.enabled, version: next.version });
  });

/** Gives an endpoint a new secret; the old one signs as well for a day. Refuses: missing, not_allowed, stale. */
export const rotateSecret = (by: Manager, input: EndpointInput, now: Date): Promise<{ readonly secret: string }> => {
  const secret = newSecret();
  return transact(by, now, async (tx, settle) => {
    const row = await lockOrRefuse(tx, input.endpointId);
    const { next } = settle(rotateRule(row, by, input.version, now));
    await saveEndpoint(tx, row.id, {
      secret: await sealSecret(tx, now, row.id, secret),
      previousSecret: row.secret,
      previousUntil: next.previousUntil,
      version: next.version,
    });
    return { secret };
  });
};

/**
 * Tries failed messages again, all of an endpoint's (1,000 at a time, oldest first) or those named; what has been overtaken
 * is left out and marked so. Refuses: missing, not_allowed, nothing_failed, moot (the only one named).
 *
 * @returns how many are sent again, and how many were overtaken.
 */
export const replayFailed = (
  by: Manager,
  input: ReplayInput,
  now: Date,
): Promise<{ readonly replayed: number; readonly moot: number }> =>
  transact(by, now, async (tx, settle) => {
    const row = await lockOrRefuse(tx, input.endpointId);
    const failed = await lockFailed(tx, row.id, input.deliveryIds);
    const overtaken = await mootAmong(
      tx,
      failed.map(({ id }) => id),
    );
    const { next } = settle(
      replayRule(
        row,
        by,
        failed.map(({ id }) => ({ id, isMoot: overtaken.has(id) })),
        input.deliveryIds?.length === 1,
      ),
    );
    await Promise.all([
      requeue(tx, next.again, now),
      markMoot(tx, next.moot),
      saveEndpoint(tx, row.id, { version: next.version }),
    ]);
    return { replayed: next.again.length, moot: next.moot.length };
  });

/** Secrets that sign for an endpoint now: its own, and the one before it during a rotation. */
export async function secretsOf(tx: Reader, row: EndpointRow, now: Date): Promise<string[]> {
  const sealed = [row.secret];
  if (row.previousSecret && row.previousUntil && row.previousUntil > now) sealed.push(row.previousSecret);
  const opened = await openMany(
    tx,
    sealed.map((each) => ({ about: about(row.id), purpose: purposeOf(row.id), sealed: each })),
  );
  return opened.filter((secret) => secret !== null);
}
