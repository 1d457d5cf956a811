import { randomBytes } from "node:crypto";
import type { Reader, Tx } from "../../../db/client";
import { config } from "../../config";
import type { OperatorActor, StaffActor } from "../../kernel/actor";
import { fromCursor, type Page, toCursor } from "../../kernel/cursor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { openMany, seal } from "../../privacy/seal";
import { read } from "../../read";
import { transact } from "../../transact";
import {
  type CreateEndpoint,
  type DeliveryWord,
  type EndpointInput,
  type FailedListInput,
  type FailureWord,
  type OutgoingType,
  type ReplayInput,
  refuse,
} from "../contract";
import {
  createEndpoint as createRule,
  replay as replayRule,
  rotateSecret as rotateRule,
  switchEndpoint,
} from "../rules";
import {
  allEndpoints,
  countEndpoints,
  type EndpointRow,
  failedPage,
  headsOf,
  healthOf,
  insertEndpoint,
  lockEndpoint,
  lockFailed,
  requeue,
  restartQueued,
  saveEndpoint,
} from "../store-endpoint";

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
 * Adds an endpoint. The secret is shown this once and sealed.
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
    const { next, eventId } = settle(createRule(count, by, input, config().allowPrivateWebhooks, newId(now)));
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

/** Refuses: missing, not_allowed, stale, already. */
export const setEndpoint = (by: Manager, input: EndpointInput, enabled: boolean, now: Date): Promise<void> =>
  transact(by, now, async (tx, settle) => {
    const row = await lockOrRefuse(tx, input.endpointId);
    const verdict = switchEndpoint(row, by, enabled, input.version);
    // What waited while it was off goes on, line by line.
    const effects = enabled ? (await headsOf(tx, row.id)).map(({ id }) => ({ topic: "send", key: id })) : [];
    const { next } = settle(verdict.ok ? { ...verdict, effects } : verdict);
    if (enabled) await restartQueued(tx, row.id, now);
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
 * Tries failed messages again, all of an endpoint's or one. Refuses: missing, not_allowed, nothing_failed.
 *
 * @returns how many.
 */
export const replayFailed = (by: Manager, input: ReplayInput, now: Date): Promise<{ readonly replayed: number }> =>
  transact(by, now, async (tx, settle) => {
    const row = await lockOrRefuse(tx, input.endpointId);
    const failed = await lockFailed(tx, row.id, input.deliveryId);
    const verdict = replayRule(row, by, failed.length);
    const effects = failed.map(({ id }) => ({ topic: "send", key: id }));
    const { next } = settle(verdict.ok ? { ...verdict, effects } : verdict);
    await requeue(
      tx,
      failed.map(({ id }) => id),
      now,
    );
    await saveEndpoint(tx, row.id, { version: next.version });
    return { replayed: failed.length };
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

export type EndpointView = {
  readonly id: string;
  readonly url: string;
  readonly types: readonly OutgoingType[];
  readonly enabled: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly rotatingUntil: Date | null;
  readonly queued: number;
  readonly failed: number;
  readonly oldestQueuedAt: Date | null;
};

/** Every endpoint with its health. */
export const listEndpoints = (now: Date): Promise<EndpointView[]> =>
  read(async (tx) => {
    const health = new Map((await healthOf(tx)).map((each) => [each.endpointId, each]));
    return (await allEndpoints(tx)).map((row) => {
      const { queued = 0, failed = 0, oldestQueuedAt = null } = health.get(row.id) ?? {};
      return {
        id: row.id,
        url: row.url,
        types: row.types as OutgoingType[],
        enabled: row.enabled,
        version: row.version,
        createdAt: row.createdAt,
        rotatingUntil: row.previousUntil && row.previousUntil > now ? row.previousUntil : null,
        queued,
        failed,
        oldestQueuedAt,
      };
    });
  });

export type FailedView = {
  readonly id: string;
  readonly messageId: string;
  readonly type: string;
  readonly state: DeliveryWord;
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastFailure: FailureWord | null;
  readonly queuedAt: Date;
};

/** Messages that an endpoint did not take in three days, newest first. Refuses: bad_cursor. */
export async function listFailed(input: FailedListInput): Promise<Page<FailedView>> {
  const cursor = input.cursor === undefined ? null : fromCursor(input.cursor, 1);
  const before = cursor?.[0];
  if (input.cursor !== undefined && (typeof before !== "string" || !/^[0-9a-f-]{36}$/i.test(before)))
    throw new Refused(refuse("bad_cursor"));
  const rows = await read((tx) => failedPage(tx, input.endpointId, (before as string) ?? null, input.limit + 1));
  const shown = rows.slice(0, input.limit);
  const last = shown.at(-1);
  return {
    rows: shown.map((row) => ({
      id: row.id,
      messageId: row.messageId,
      type: row.type,
      state: row.state as DeliveryWord,
      attempts: row.attempts,
      lastStatus: row.lastStatus,
      lastFailure: row.lastFailure as FailureWord | null,
      queuedAt: row.queuedAt,
    })),
    next: rows.length > input.limit && last ? toCursor([last.messageId]) : null,
  };
}
