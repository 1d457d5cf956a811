import type { Tx } from "../../../db/client";
import { isDemoMode } from "../../config";
import { addKey, endKey, ensureDemoApiKey, forgetKey } from "../../http/keys";
import type { Actor, KeyScope, OperatorActor } from "../../kernel/actor";
import { Refused } from "../../kernel/refusal";
import { denied, type Verdict } from "../../kernel/verdict";
import { read } from "../../read";
import { type Settle, transact } from "../../transact";
import { type NewConnection, refuse } from "../contract";
import { connectionById, connections, endConnection, insertConnection, lockConnection } from "../store";

const scopes: readonly KeyScope[] = ["reports:write"];

const created = (given: NewConnection): Verdict<null> => ({
  ok: true,
  next: null,
  entry: {
    kind: "configuration",
    action: "configuration.connection_created",
    subject: { kind: "connection", id: given.id, version: 1 },
    pub: { format: given.format, source: given.source },
  },
  effects: [],
});

type Found = Awaited<ReturnType<typeof lockConnection>>;

function revoked(
  found: Found,
): Verdict<{ readonly id: string; readonly version: number; readonly ownKey: string | null }> {
  if (!found) return denied(refuse("missing_connection"));
  if (found.revokedAt) return denied(refuse("connection_revoked"));
  const { id, keyId, ownsKey } = found;
  const version = found.version + 1;
  return {
    ok: true,
    next: { id, version, ownKey: ownsKey ? keyId : null },
    entry: {
      kind: "configuration",
      action: "configuration.connection_revoked",
      subject: { kind: "connection", id, version },
      pub: {},
    },
    effects: [],
  };
}

async function store(
  tx: Tx,
  settle: Settle,
  given: NewConnection,
  key: { readonly keyId: string; readonly ownsKey: boolean },
  now: Date,
): Promise<void> {
  const { eventId } = settle(created(given));
  if (!(await insertConnection(tx, { ...given, ...key, createdAt: now, version: 1, eventId })))
    throw new Refused(
      refuse("connection_taken", { id: given.id }, [{ pointer: "/id", reason: { zh: "已被使用", en: "is taken" } }]),
    );
}

/**
 * Makes a connection with a key of its own, which may state the connection's source and nothing else. The key is
 * given out this once. Refuses: connection_taken.
 */
export const createConnection = (
  by: Actor,
  given: NewConnection,
  now: Date,
): Promise<{ readonly id: string; readonly key: string }> =>
  transact(by, now, async (tx, settle) => {
    const { id: keyId, key } = await addKey(tx, settle, { name: given.id, scopes, sources: [given.source] }, now);
    await store(tx, settle, given, { keyId, ownsKey: true }, now);
    return { id: given.id, key };
  });

/** Ends a connection, and with it the key that was made for it. Refuses: missing_connection, connection_revoked. */
export async function revokeConnection(by: Actor, id: string, now: Date): Promise<void> {
  const ownKey = await transact(by, now, async (tx, settle) => {
    const { next } = settle(revoked(await lockConnection(tx, id)));
    await endConnection(tx, next.id, next.version, now);
    if (next.ownKey) await endKey(tx, settle, next.ownKey, now);
    return next.ownKey;
  });
  if (ownKey) forgetKey(ownKey);
}

/** All connections, newest first, with the first characters of their keys; a demo's is closed outside demo mode. */
export const listConnections = async () =>
  (await read(connections)).map(({ demo, ...row }) => ({ ...row, isClosed: demo && !isDemoMode() }));

const operator: OperatorActor = { kind: "operator", command: "demo" };
const demoConnection: NewConnection = { id: "demo-synapse", format: "synapse", source: "in_app" };

/** The API key and the connection of demo mode; outside it this does nothing. Idempotent. */
export async function ensureDemoKey(now: Date): Promise<void> {
  const keyId = await ensureDemoApiKey(operator, now);
  if (!keyId || (await read((tx) => connectionById(tx, demoConnection.id)))) return;
  await transact(operator, now, (tx, settle) => store(tx, settle, demoConnection, { keyId, ownsKey: false }, now));
}
