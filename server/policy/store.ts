import { desc, eq, lt, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { policyVersion } from "../../db/schema";
import { type Policy, PolicyDocument } from "./contract";

const columns = {
  number: policyVersion.number,
  label: policyVersion.label,
  sha256: policyVersion.sha256,
  document: policyVersion.document,
  effectiveFrom: policyVersion.effectiveFrom,
};

const toPolicy = (row: { [Name in keyof typeof columns]: unknown }): Policy => ({
  number: row.number as number,
  label: row.label as string,
  sha256: row.sha256 as string,
  document: PolicyDocument.parse(row.document),
  effectiveFrom: row.effectiveFrom as Date,
});

/** Locks the last version against a second publisher. */
export async function lockLast(tx: Tx): Promise<number> {
  const [row] = await tx
    .select({ number: policyVersion.number })
    .from(policyVersion)
    .orderBy(desc(policyVersion.number))
    .limit(1)
    .for("update");
  return row?.number ?? 0;
}

export async function numberOfSha256(tx: Tx, sha256: string): Promise<number | null> {
  const [row] = await tx
    .select({ number: policyVersion.number })
    .from(policyVersion)
    .where(eq(policyVersion.sha256, sha256));
  return row?.number ?? null;
}

export async function insertVersion(
  tx: Tx,
  policy: Policy,
  { draftedBy, publishedBy, eventId }: { draftedBy: string; publishedBy: string; eventId: string },
): Promise<void> {
  await tx
    .insert(policyVersion)
    .values({ ...policy, publishedAt: policy.effectiveFrom, draftedBy, publishedBy, eventId });
}

export async function lastNumber(tx: Reader): Promise<number> {
  const [row] = await tx
    .select({ number: policyVersion.number })
    .from(policyVersion)
    .orderBy(desc(policyVersion.number))
    .limit(1);
  return row?.number ?? 0;
}

export async function findVersion(tx: Reader, number: number): Promise<Policy | null> {
  const [row] = await tx.select(columns).from(policyVersion).where(eq(policyVersion.number, number));
  return row ? toPolicy(row) : null;
}

/** The name behind `staff:<id>`; null for others. */
const nameOf = (ref: typeof policyVersion.draftedBy | typeof policyVersion.publishedBy) =>
  sql<string | null>`(select s.name from staff s where ${ref} = 'staff:' || s.id::text)`;

/** Versions below `before`, newest first. */
export const listVersions = (tx: Reader, before: number, limit: number) =>
  tx
    .select({
      number: policyVersion.number,
      label: policyVersion.label,
      sha256: policyVersion.sha256,
      effectiveFrom: policyVersion.effectiveFrom,
      publishedAt: policyVersion.publishedAt,
      draftedBy: policyVersion.draftedBy,
      publishedBy: policyVersion.publishedBy,
      drafterName: nameOf(policyVersion.draftedBy),
      publisherName: nameOf(policyVersion.publishedBy),
    })
    .from(policyVersion)
    .where(lt(policyVersion.number, before))
    .orderBy(desc(policyVersion.number))
    .limit(limit);
