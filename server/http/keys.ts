import { createHash, randomBytes } from "node:crypto";
import { and, desc, eq, isNull } from "drizzle-orm";
import type { Tx } from "../../db/client";
import { apiKey } from "../../db/schema";
import { config, isDemoMode } from "../config";
import { type Actor, type KeyActor, type KeyScope, keyScopes, type Source, sources } from "../kernel/actor";
import { newId } from "../kernel/id";
import { denied, type Verdict } from "../kernel/verdict";
import { read } from "../read";
import { type Settle, transact } from "../transact";
import { refuse } from "./contract";

type GivenKey = {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly sources: readonly Source[];
};

/** A key as a list shows it: never the key itself. */
export type KeyView = {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly scopes: readonly KeyScope[];
  readonly sources: readonly Source[];
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
  /** Comes from the environment and cannot be revoked. */
  readonly isDemo: boolean;
  /** A demo's key outside demo mode: refused, revoked or not. */
  readonly isClosed: boolean;
};

/** How long a process may go on believing a key that another process revoked. */
const believedMs = 5_000;
const believedLimit = 10_000;

type Believed = { readonly actor: KeyActor; readonly untilMs: number };
type Holder = typeof globalThis & { docketKeys?: Map<string, Believed> };
const believed = (): Map<string, Believed> => {
  const holder = globalThis as Holder;
  holder.docketKeys ??= new Map();
  return holder.docketKeys;
};

const hashOf = (key: string) => createHash("sha256").update(key).digest("hex");

/**
 * Whose key this is. A live key is believed for five seconds; one revoked in this process is refused at once.
 *
 * @returns null for a key that is unknown or revoked, and for a demo's key outside demo mode.
 */
export async function findKey(key: string): Promise<KeyActor | null> {
  const hash = hashOf(key);
  const known = believed().get(hash);
  if (known && known.untilMs > performance.now()) return known.actor;
  const [row] = await read((tx) =>
    tx
      .select({ id: apiKey.id, scopes: apiKey.scopes, sources: apiKey.sources })
      .from(apiKey)
      .where(
        and(eq(apiKey.keyHash, hash), isNull(apiKey.revokedAt), isDemoMode() ? undefined : eq(apiKey.demo, false)),
      ),
  );
  if (!row) {
    believed().delete(hash);
    return null;
  }
  const actor: KeyActor = { kind: "key", ...row };
  if (believed().size >= believedLimit) believed().clear();
  believed().set(hash, { actor, untilMs: performance.now() + believedMs });
  return actor;
}

/** What the log says of a new key: what it may do, never the key or its name. */
export const keyCreated = (id: string, given: GivenKey): Verdict<null> => ({
  ok: true,
  next: null,
  entry: {
    kind: "access",
    action: "access.key_created",
    subject: { kind: "key", id, version: 1 },
    pub: { scopes: [...given.scopes], sources: [...given.sources] },
  },
  effects: [],
});

/** Stores a key inside another act's transaction. */
async function storeKey(
  tx: Tx,
  settle: Settle,
  given: GivenKey,
  key: string,
  hint: string,
  now: Date,
  demo = false,
): Promise<string> {
  const id = newId(now);
  const { eventId } = settle(keyCreated(id, given));
  await tx.insert(apiKey).values({
    id,
    name: given.name,
    keyHash: hashOf(key),
    hint,
    scopes: [...given.scopes],
    sources: [...given.sources],
    demo,
    createdAt: now,
    version: 1,
    eventId,
  });
  return id;
}

/** Makes a key inside another act's transaction. */
export async function addKey(
  tx: Tx,
  settle: Settle,
  given: GivenKey,
  now: Date,
): Promise<{ readonly id: string; readonly key: string }> {
  const key = `dk_${randomBytes(32).toString("base64url")}`;
  return { id: await storeKey(tx, settle, given, key, key.slice(0, 8), now), key };
}

/** Makes a key. It is given out this once and stored hashed. */
export const createKey = (
  by: Actor,
  given: GivenKey,
  now: Date,
): Promise<{ readonly id: string; readonly key: string }> =>
  transact(by, now, (tx, settle) => addKey(tx, settle, given, now));

/** The key's row, locked; ends it. Refuses: missing_key, key_revoked, demo_key. */
export async function endKey(tx: Tx, settle: Settle, id: string, now: Date): Promise<void> {
  const [row] = await tx.select().from(apiKey).where(eq(apiKey.id, id)).for("update");
  settle(keyRevoked(row));
  await tx
    .update(apiKey)
    .set({ revokedAt: now, version: (row?.version ?? 0) + 1 })
    .where(eq(apiKey.id, id));
}

/** May this key be ended? Refuses: missing_key, key_revoked, demo_key (the next start would bring it back). */
function keyRevoked(row: typeof apiKey.$inferSelect | undefined): Verdict<null> {
  if (!row) return denied(refuse("missing_key"));
  if (row.revokedAt) return denied(refuse("key_revoked"));
  if (isDemoKey(row.keyHash)) return denied(refuse("demo_key"));
  return {
    ok: true,
    next: null,
    entry: {
      kind: "access",
      action: "access.key_revoked",
      subject: { kind: "key", id: row.id, version: row.version + 1 },
      pub: {},
    },
    effects: [],
  };
}

const isDemoKey = (hash: string) => {
  const { demo } = config();
  return demo !== null && hashOf(demo.apiKey) === hash;
};

/** This process stops believing a key at once; others within five seconds. */
export function forgetKey(id: string): void {
  for (const [hash, { actor }] of believed()) if (actor.id === id) believed().delete(hash);
}

/** Ends a key for good. Refuses: missing_key, key_revoked, demo_key. */
export async function revokeKey(by: Actor, id: string, now: Date): Promise<void> {
  await transact(by, now, (tx, settle) => endKey(tx, settle, id, now));
  forgetKey(id);
}

/** All keys, newest first; an installation has a handful, and the list is cut at 200. */
export async function listKeys(): Promise<KeyView[]> {
  const rows = await read((tx) => tx.select().from(apiKey).orderBy(desc(apiKey.createdAt), desc(apiKey.id)).limit(200));
  return rows.map(({ id, name, hint, keyHash, scopes, sources: stated, createdAt, revokedAt, demo }) => ({
    id,
    name,
    hint,
    scopes,
    sources: stated,
    createdAt,
    revokedAt,
    isDemo: isDemoKey(keyHash),
    isClosed: demo && !isDemoMode(),
  }));
}

/**
 * The key of demo mode, as DOCKET_DEMO_API_KEY names it, with all scopes and all sources. Idempotent; a key of an
 * earlier start with another value is left as it was: it belongs to the same demo.
 *
 * @returns the key's id; null outside demo mode, where there is none.
 */
export async function ensureDemoApiKey(by: Actor, now: Date): Promise<string | null> {
  const { demo } = config();
  if (!demo) return null;
  const { apiKey: key } = demo;
  const [row] = await read((tx) =>
    tx
      .select({ id: apiKey.id })
      .from(apiKey)
      .where(eq(apiKey.keyHash, hashOf(key))),
  );
  const given: GivenKey = { name: "demo", scopes: keyScopes, sources };
  return row?.id ?? transact(by, now, (tx, settle) => storeKey(tx, settle, given, key, key.slice(0, 4), now, true));
}
