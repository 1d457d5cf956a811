import { and, desc, eq, isNull } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { apiKey, intakeConnection, intakePayload } from "../../db/schema";

const columns = {
  id: intakeConnection.id,
  format: intakeConnection.format,
  source: intakeConnection.source,
  keyId: intakeConnection.keyId,
  ownsKey: intakeConnection.ownsKey,
  createdAt: intakeConnection.createdAt,
  revokedAt: intakeConnection.revokedAt,
  version: intakeConnection.version,
};

export async function connectionById(tx: Reader, id: string) {
  const [row] = await tx.select(columns).from(intakeConnection).where(eq(intakeConnection.id, id));
  return row ?? null;
}

export async function lockConnection(tx: Tx, id: string) {
  const [row] = await tx.select(columns).from(intakeConnection).where(eq(intakeConnection.id, id)).for("update");
  return row ?? null;
}

/** A connection, when it may be used: one of a demo's key only in demo mode. */
export async function openConnection(tx: Reader, id: string, isDemoMode: boolean) {
  const [row] = await tx
    .select(columns)
    .from(intakeConnection)
    .innerJoin(apiKey, eq(apiKey.id, intakeConnection.keyId))
    .where(
      and(
        eq(intakeConnection.id, id),
        isNull(intakeConnection.revokedAt),
        isDemoMode ? undefined : eq(apiKey.demo, false),
      ),
    );
  return row ?? null;
}

/** All connections with their keys' hints, newest first; an installation has a handful, and the list is cut at 200. */
export const connections = (tx: Reader) =>
  tx
    .select({ ...columns, hint: apiKey.hint, demo: apiKey.demo })
    .from(intakeConnection)
    .innerJoin(apiKey, eq(apiKey.id, intakeConnection.keyId))
    .orderBy(desc(intakeConnection.createdAt), desc(intakeConnection.id))
    .limit(200);

/** False when the name is taken. */
export async function insertConnection(tx: Tx, row: typeof intakeConnection.$inferInsert): Promise<boolean> {
  const made = await tx
    .insert(intakeConnection)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: intakeConnection.id });
  return made.length > 0;
}

export const endConnection = (tx: Tx, id: string, version: number, now: Date) =>
  tx.update(intakeConnection).set({ revokedAt: now, version }).where(eq(intakeConnection.id, id));

export const insertPayload = (tx: Tx, row: typeof intakePayload.$inferInsert) => tx.insert(intakePayload).values(row);
