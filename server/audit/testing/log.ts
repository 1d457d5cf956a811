import type postgres from "postgres";
import type { OperatorActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { transact } from "../../transact";
import { sequence } from "../sequence";

const by: OperatorActor = { kind: "operator", command: "test" };

/** Appends entries and gives them their leaves. */
export async function grow(many: number, now: Date): Promise<void> {
  await transact(by, now, async (_tx, settle) => {
    for (let nth = 0; nth < many; nth++) {
      const kind = nth % 3 === 0 ? "decision" : "case";
      const subject = { kind, id: newId(now), version: 1 } as const;
      settle({
        ok: true,
        next: null,
        entry: { kind, action: `${kind}.tried`, subject, pub: { round: nth } },
        effects: [],
      });
    }
  });
  while ((await sequence(now)) > 0);
}

/** What somebody with all rights over the database can do: triggers and keys are off. */
export const tamper = (superuser: postgres.Sql, ...statements: readonly string[]): Promise<void> =>
  superuser.begin(async (tx) => {
    await tx.unsafe("set local session_replication_role = replica");
    for (const statement of statements) await tx.unsafe(statement);
  }) as Promise<void>;

/** All tables of the log, in which a test may rummage. */
export const logTables = [
  "audit_event",
  "audit_private_field",
  "audit_pending",
  "audit_leaf",
  "audit_tile",
  "audit_head",
  "audit_log_key",
  "audit_checkpoint",
  "audit_stop",
] as const;

const hasIdentity = ["audit_pending", "audit_checkpoint", "audit_stop"];

/** Copies the log as it is now; the answer puts it back, as a backup would. */
export async function keepLog(superuser: postgres.Sql, name = "keep"): Promise<() => Promise<void>> {
  for (const table of logTables) await superuser.unsafe(`create table ${name}_${table} as table ${table}`);
  return () =>
    tamper(
      superuser,
      ...logTables.flatMap((table) => [
        `delete from ${table}`,
        `insert into ${table} ${hasIdentity.includes(table) ? "overriding system value" : ""} table ${name}_${table}`,
      ]),
    );
}
