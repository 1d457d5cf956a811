import { createHash, randomBytes } from "node:crypto";
import { and, desc, eq, isNull } from "drizzle-orm";
import { apiKey } from "../../db/schema";
import { type Actor, type KeyActor, type KeyScope, keyScopes, type Source, sources } from "../kernel/actor";
import { newId } from "../kernel/id";
import { denied, type Verdict } from "../kernel/verdict";
import { read } from "../read";
import { transact } from "../transact";
import { refuse } from "./contract";

export type NewKey = {
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
 * @returns null for a key that is unknown or revoked.
 */
export async function findKey(key: string): Promise<KeyActor | null> {
  const hash = hashOf(key);
  const known = believed().get(hash);
  if (known && known.untilMs > performance.now()) return known.actor;
  const [row] = await read((tx) =>
    tx
      .select({ id: apiKey.id, scopes: apiKey.scopes, sources: apiKey.sources })
      .from(apiKey)
      .where(and(eq(apiKey.keyHash, hash), isNull(apiKey.revokedAt))),
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
export const keyCreated = (id: string, given: NewKey): Verdict<null> => ({
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

async function storeKey(by: Actor, given: NewKey, key: string, hint: string, now: Date): Promise<string> {
  return transact(by, now, async (tx, settle) => {
    const id = newId(now);
    const { eventId } = settle(keyCreated(id, given));
    await tx.insert(apiKey).values({
      id,
      name: given.name,
      keyHash: hashOf(key),
      hint,
      scopes: [...given.scopes],
      sources: [...given.sources],
      createdAt: now,
      version: 1,
      eventId,
    });
    return id;
  });
}

/** Makes a key. It is given out this once and stored hashed. */
export async function createKey(by: Actor, given: NewKey, now: Date): Promise<{ id: string; key: string }> {
  const key = `dk_${randomBytes(32).toString("base64url")}`;
  return { id: await storeKey(by, given, key, key.slice(0, 8), now), key };
}

/** Ends a key for good. Refuses: one that does not exist, one already revoked. */
export async function revokeKey(by: Actor, id: string, now: Date): Promise<void> {
  await transact(by, now, async (tx, settle) => {
    const [row] = await tx.select().from(apiKey).where(eq(apiKey.id, id)).for("update");
    if (!row) return settle(denied(refuse("missing_key")));
    if (row.revokedAt) return settle(denied(refuse("key_revoked")));
    settle({
      ok: true,
      next: null,
      entry: {
        kind: "access",
        action: "access.key_revoked",
        subject: { kind: "key", id, version: row.version + 1 },
        pub: {},
      },
      effects: [],
    });
    return tx
      .update(apiKey)
      .set({ revokedAt: now, version: row.version + 1 })
      .where(eq(apiKey.id, id));
  });
  for (const [hash, { actor }] of believed()) if (actor.id === id) believed().delete(hash);
}

/** All keys, newest first; an installation has a handful, and the list is cut at 200. */
export const listKeys = (): Promise<KeyView[]> =>
  read((tx) =>
    tx
      .select({
        id: apiKey.id,
        name: apiKey.name,
        hint: apiKey.hint,
        scopes: apiKey.scopes,
        sources: apiKey.sources,
        createdAt: apiKey.createdAt,
        revokedAt: apiKey.revokedAt,
      })
      .from(apiKey)
      .orderBy(desc(apiKey.createdAt), desc(apiKey.id))
      .limit(200),
  );

/**
 * The key of demo mode, as the environment names it, with all scopes and all sources. Idempotent.
 *
 * @param key DOCKET_DEMO_API_KEY; outside demo mode there is none and this must not be called.
 * @returns the key's id.
 */
export async function ensureKey(by: Actor, name: string, key: string, now: Date): Promise<string> {
  const [row] = await read((tx) =>
    tx
      .select({ id: apiKey.id })
      .from(apiKey)
      .where(eq(apiKey.keyHash, hashOf(key))),
  );
  return row?.id ?? storeKey(by, { name, scopes: keyScopes, sources }, key, key.slice(0, 4), now);
}
