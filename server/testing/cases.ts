import type { Tx } from "../../db/client";
import { caseRow, staff, staffRole } from "../../db/schema";
import type { OperatorActor, Role, StaffActor } from "../kernel/actor";
import { after, hour, instant, minute } from "../kernel/calendar";
import { gramsOf } from "../kernel/grams";
import { newId } from "../kernel/id";
import type { Entry } from "../kernel/verdict";
import { transact } from "../transact";

const operator: OperatorActor = { kind: "operator", command: "test" };

/** Somebody with these roles, as a request knows her. */
export async function makePerson(roles: readonly Role[], name: string, now: Date): Promise<StaffActor> {
  const id = newId(now);
  await transact(operator, now, async (tx, settle) => {
    const entry: Entry = { kind: "staff", action: "staff.added", subject: { kind: "staff", id, version: 1 }, pub: {} };
    settle({ ok: true, next: null, entry, effects: [] });
    await tx.insert(staff).values({ id, email: `${id}@example.test`, name, version: 1, createdAt: now });
    await tx.insert(staffRole).values(roles.map((role) => ({ staffId: id, role, grantedAt: now })));
  });
  return { kind: "staff", id, roles, sessionId: newId(now) };
}

type NewCase = Omit<typeof caseRow.$inferInsert, "waiting">;

/** A waiting case as intake would open it; `given` says what matters to the test. */
export function newCase(now: Date, given: Partial<NewCase> = {}): NewCase {
  const subjectName = given.subjectName ?? "夜市美食交流群";
  return {
    id: newId(now),
    subjectKind: "group",
    subjectId: newId(now),
    subjectName,
    subjectCode: `G-${newId(now).slice(-9)}`,
    grams: gramsOf(subjectName),
    state: "open",
    round: 1,
    queue: "general",
    category: "spam",
    severity: 1,
    source: "in_app",
    priority: 1,
    priorityTerms: { severity: 1 },
    reportCount: 1,
    reporterCount: 1,
    openedAt: now,
    dueAt: after(now, 4 * hour),
    version: 1,
    ...given,
  };
}

export type MadeCase = { readonly id: string; readonly number: number };

/** Opens cases in one transaction, each with the entry that its version counts. */
export const makeCases = (now: Date, cases: readonly NewCase[]): Promise<MadeCase[]> =>
  transact(operator, now, async (tx: Tx, settle) => {
    for (const each of cases)
      settle({
        ok: true,
        next: null,
        effects: [],
        entry: {
          kind: "report",
          action: "report.received",
          subject: { kind: "case", id: each.id as string, version: 1 },
          pub: { round: 1, opened: true, receivedAt: instant(now) },
          caseId: each.id as string,
        },
      });
    return tx
      .insert(caseRow)
      .values([...cases])
      .returning({ id: caseRow.id, number: caseRow.number });
  });

/** Opens one case. */
export const makeCase = async (now: Date, given: Partial<NewCase> = {}): Promise<MadeCase> =>
  (await makeCases(now, [newCase(now, given)]))[0] as MadeCase;

/** An instant for tests, some minutes after a fixed one. */
export const testNow = (minutes = 0) => after(new Date("2026-11-22T06:00:00.000Z"), minutes * minute);
