import { and, eq, ne } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { staff, staffIdentity } from "../../db/schema";
import type { KnownIdentity, ProviderClaims } from "./rules";

const account = { id: staff.id, active: staff.active, demo: staff.demo };

/** Whom the claims may mean. */
export async function knownIdentity(tx: Reader, { issuer, subject, email }: ProviderClaims): Promise<KnownIdentity> {
  const [bySubject] = await tx
    .select(account)
    .from(staffIdentity)
    .innerJoin(staff, eq(staff.id, staffIdentity.staffId))
    .where(and(eq(staffIdentity.issuer, issuer), eq(staffIdentity.subject, subject)));
  const [byEmail] = email === null ? [] : await tx.select(account).from(staff).where(eq(staff.email, email));
  const others = byEmail
    ? await tx
        .select({ subject: staffIdentity.subject })
        .from(staffIdentity)
        .where(
          and(
            eq(staffIdentity.staffId, byEmail.id),
            eq(staffIdentity.issuer, issuer),
            ne(staffIdentity.subject, subject),
          ),
        )
    : [];
  return { bySubject: bySubject ?? null, byEmail: byEmail ?? null, hasOtherSubject: others.length > 0 };
}

export const insertIdentity = (tx: Tx, row: typeof staffIdentity.$inferInsert) => tx.insert(staffIdentity).values(row);
