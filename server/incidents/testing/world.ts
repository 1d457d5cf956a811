import { eq } from "drizzle-orm";
import type { Tx } from "../../../db/client";
import { incident, incidentRow } from "../../../db/schema";
import type { StaffActor } from "../../kernel/actor";
import { read } from "../../read";
import { ensureSubjects, type Subject } from "../../registry/service/subjects";
import { transact } from "../../transact";
import { DraftIncident, type IncidentContent } from "../contract";
import { draftIncident } from "../service/draft";
import { approveIncident, proposeIncident } from "../service/propose";
import { approveReversalOf, askToReverse } from "../service/reverse";
import { workIncidents } from "../service/run";

/** Makes groups or accounts of these ids, as a platform would name them. */
export const makeSubjects = (kind: "group" | "account", externalIds: readonly string[], now: Date) =>
  transact({ kind: "operator", command: "test" }, now, async (tx: Tx, settle) => {
    settle({
      ok: true,
      next: null,
      entry: {
        kind: "registry",
        action: "registry.synced",
        subject: { kind: "test", id: externalIds[0] ?? "none", version: null },
        pub: {},
      },
      effects: [],
    });
    const subjects = await ensureSubjects(
      tx,
      externalIds.map((externalId) => ({ kind, externalId, name: `夜市 ${externalId}` })),
      now,
    );
    return externalIds.map((externalId) => subjects.get(`${kind}:${externalId}`) as Subject);
  });

export const named = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}-${at + 1}`);

/** An incident over these ids; what `given` does not say is a suspension of a week for false trade. */
export const content = (ids: readonly string[], given: Partial<IncidentContent> = {}): IncidentContent =>
  DraftIncident.parse({
    title: "节前虚假交易专项",
    selection: { by: "list", kind: "group", text: ids.join("\n") },
    measure: { key: "suspend_posting", parameters: {}, days: 7 },
    clause: "fraud_fake_trade",
    facts: "群内批量发布虚假交易信息，要求成员绕开平台支付定金。",
    ...given,
  });

export const drafted = async (by: StaffActor, said: IncidentContent, now: Date) => {
  const { id, number } = await draftIncident(by, said, now);
  return { incidentId: id, number, version: 1 };
};

/** Proposed by one, approved by the other; not carried out yet. */
export async function running([by, second]: readonly [StaffActor, StaffActor], said: IncidentContent, now: Date) {
  const made = await drafted(by, said, now);
  await proposeIncident(by, { incidentId: made.incidentId, version: 1 }, now);
  await approveIncident(second, { incidentId: made.incidentId, version: 2 }, now);
  return { ...made, version: 3 };
}

/** Lets a worker work until nothing is left. */
export async function workAll(now: Date): Promise<void> {
  while ((await workIncidents(now)) > 0);
}

export async function carriedOut(people: readonly [StaffActor, StaffActor], said: IncidentContent, now: Date) {
  const made = await running(people, said, now);
  await workAll(now);
  return { ...made, version: 4 };
}

/** Asked for by one, agreed to by the other, and taken back. */
export async function takenBack(
  [by, second]: readonly [StaffActor, StaffActor],
  incidentId: string,
  version: number,
  now: Date,
): Promise<void> {
  await askToReverse(by, { incidentId, version, reason: "范围有误" }, now);
  await approveReversalOf(second, { incidentId, version: version + 1 }, now);
  await workAll(now);
}

export const incidentRecord = async (id: string) =>
  (await read((tx) => tx.select().from(incident).where(eq(incident.id, id))))[0];

export const rowsOf = (id: string) =>
  read((tx) => tx.select().from(incidentRow).where(eq(incidentRow.incidentId, id)).orderBy(incidentRow.ordinal));
