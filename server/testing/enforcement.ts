import { and, asc, eq } from "drizzle-orm";
import { auditEvent, auditPending, caseRow, decision, measure, membership, outgoing, report } from "../../db/schema";
import type { NewReport } from "../cases/receive-contract";
import { claimCase } from "../cases/service/claim";
import { receiveReports } from "../cases/service/receive";
import { DecideCase, type ProposedMeasure } from "../enforcement/contract";
import { approve } from "../enforcement/service/approve";
import { decide } from "../enforcement/service/decide";
import type { OperatorActor, StaffActor } from "../kernel/actor";
import { read } from "../read";
import { ensureSubjects, type Subject, subjectByExternalId } from "../registry/service/subjects";
import { transact } from "../transact";

const operator: OperatorActor = { kind: "operator", command: "test" };

export type OpenCase = typeof caseRow.$inferSelect;

/** Takes one report and gives the case that it opened or joined. */
export async function reportedCase(
  report: Partial<Omit<NewReport, "subject">> & Pick<NewReport, "subject">,
  now: Date,
  options: Parameters<typeof receiveReports>[3] = {},
): Promise<OpenCase> {
  const [received] = await receiveReports(
    operator,
    [{ source: "in_app", category: "fraud_fake_trade", ...report }],
    now,
    options,
  );
  if (!received?.ok) throw new Error("the report of a test was refused");
  const number = received.caseNumber;
  const [row] = await read((tx) => tx.select().from(caseRow).where(eq(caseRow.number, number)));
  return row as OpenCase;
}

/** Makes an account the founder or a manager of a group. */
export async function seat(
  groupExternalId: string,
  accountExternalId: string,
  role: "founder" | "manager" | "member",
  now: Date,
) {
  return transact(operator, now, async (tx, settle) => {
    settle({
      ok: true,
      next: null,
      entry: {
        kind: "registry",
        action: "registry.synced",
        subject: { kind: "test", id: `${groupExternalId} ${accountExternalId}`, version: null },
        pub: {},
      },
      effects: [],
    });
    const subjects = await ensureSubjects(
      tx,
      [
        { kind: "group", externalId: groupExternalId },
        { kind: "account", externalId: accountExternalId },
      ],
      now,
    );
    const [group, account] = [subjects.get(`group:${groupExternalId}`), subjects.get(`account:${accountExternalId}`)];
    if (!group || !account) throw new Error("a subject of a test is not there");
    await tx.insert(membership).values({ groupId: group.id, accountId: account.id, role, sourceUpdatedAt: now });
    return { group, account };
  });
}

export const subjectNamed = async (kind: "group" | "account", externalId: string): Promise<Subject> => {
  const found = await read((tx) => subjectByExternalId(tx, kind, externalId));
  if (!found) throw new Error(`no ${kind} ${externalId} in this test`);
  return found;
};

/** A measure on the case's own subject. */
export const onSubject = (
  found: Pick<OpenCase, "subjectKind" | "subjectId">,
  key: ProposedMeasure["key"],
  days: number | null = null,
  parameters: Record<string, unknown> = {},
): ProposedMeasure => ({
  key,
  subject: { kind: found.subjectKind as "group" | "account", id: found.subjectId },
  standing: "subject",
  parameters,
  days,
});

/** Claims a case and states a decision about it. */
export async function claimed(
  by: StaffActor,
  found: OpenCase,
  given: Partial<DecideCase>,
  now: Date,
): Promise<DecideCase> {
  const lease = await claimCase(by, { caseId: found.id }, now);
  return stated(found, lease.token, given);
}

export const stated = (found: OpenCase, claimToken: string, given: Partial<DecideCase>): DecideCase =>
  DecideCase.parse({
    caseId: found.id,
    round: found.round,
    claimToken,
    finding: "violates",
    clauses: given.finding && given.finding !== "violates" ? [] : ["fraud_fake_trade"],
    facts: "要求成员绕开平台支付定金。",
    deviationReason: "本次情节",
    ...given,
  });

/** Decides a new case about a subject with these measures, the second person approving where one is needed. */
export async function decideAbout(
  [by, second]: readonly [StaffActor, StaffActor],
  subject: NewReport["subject"],
  measures: (found: OpenCase) => ProposedMeasure[],
  at: Date,
  options: Parameters<typeof receiveReports>[3] = {},
): Promise<OpenCase> {
  const found = await reportedCase({ subject }, at, options);
  const made = await decide(by, await claimed(by, found, { measures: measures(found) }, at), at);
  if (made.state === "proposed") await approve(second, { decisionId: made.decisionId, version: 1 }, at);
  return found;
}

/** Entries of a case in the order in which they were written: no sequencer takes them away here. */
export const entriesOf = (caseId: string) =>
  read((tx) =>
    tx
      .select({
        action: auditEvent.action,
        body: auditEvent.bodyJson,
        version: auditEvent.subjectVersion,
        kind: auditEvent.subjectKind,
      })
      .from(auditEvent)
      .innerJoin(auditPending, eq(auditPending.eventId, auditEvent.id))
      .where(eq(auditEvent.caseId, caseId))
      .orderBy(asc(auditPending.seq)),
  );

/** What was done about one subject, in that order. */
export async function actionsAbout(kind: string, id: string): Promise<string[]> {
  const rows = await read((tx) =>
    tx
      .select({ action: auditEvent.action })
      .from(auditEvent)
      .innerJoin(auditPending, eq(auditPending.eventId, auditEvent.id))
      .where(and(eq(auditEvent.subjectKind, kind), eq(auditEvent.subjectId, id)))
      .orderBy(asc(auditPending.seq)),
  );
  return rows.map(({ action }) => action);
}

/** Everything that deciding a case writes. */
export const rowsOf = (caseId: string) =>
  read(async (tx) => ({
    decisions: await tx.select().from(decision).where(eq(decision.caseId, caseId)),
    measures: await tx.select().from(measure).where(eq(measure.caseId, caseId)),
    reports: await tx.select().from(report).where(eq(report.caseId, caseId)),
    case: (await tx.select().from(caseRow).where(eq(caseRow.id, caseId)))[0],
    orders: await tx
      .select({ order: outgoing })
      .from(outgoing)
      .innerJoin(auditEvent, eq(auditEvent.id, outgoing.eventId))
      .where(eq(auditEvent.caseId, caseId)),
  }));

/** The ledger of one subject, oldest first. */
export const measuresOf = (subjectId: string) =>
  read((tx) =>
    tx.select().from(measure).where(eq(measure.subjectId, subjectId)).orderBy(asc(measure.enteredAt), asc(measure.key)),
  );
