import { and, asc, eq, notExists, sql } from "drizzle-orm";
import { DraftIncident } from "../../server/incidents/contract";
import { draftIncident } from "../../server/incidents/service/draft";
import { approveIncident, proposeIncident } from "../../server/incidents/service/propose";
import { workIncidents } from "../../server/incidents/service/run";
import type { StaffActor } from "../../server/kernel/actor";
import { after, minute } from "../../server/kernel/calendar";
import { read } from "../../server/read";
import { caseRow, group } from "../schema";

/** Small groups of which nobody has complained, smallest first. */
const quietGroups = (count: number) =>
  read((tx) =>
    tx
      .select({ id: group.id })
      .from(group)
      .where(
        and(
          eq(group.status, "active"),
          eq(group.grade, 1),
          notExists(tx.select({ one: sql`1` }).from(caseRow).where(eq(caseRow.subjectId, group.id))),
        ),
      )
      .orderBy(asc(group.memberCount), asc(group.externalId))
      .limit(count),
  );

/** What leads leave: an incident that was carried out this morning, and one that waits for the second of them. */
export async function leaveIncidents([lead, second]: readonly [StaffActor, StaffActor], now: Date): Promise<void> {
  const groups = (await quietGroups(36)).map(({ id }) => id);
  const written = (title: string, chosen: readonly string[], days: number, facts: string) =>
    DraftIncident.parse({
      title,
      selection: { by: "query", kind: "group", filter: { grade: 1, status: "active" }, chosen },
      measure: { key: "suspend_posting", parameters: {}, days },
      clause: "fraud_fake_trade",
      facts,
    });
  const first = await draftIncident(
    lead,
    written(
      "批量导流到虚假交易网站",
      groups.slice(0, 24),
      3,
      "群内在同一小时发布同一批虚假交易网站的链接，引导成员离开平台付款。",
    ),
    now,
  );
  await proposeIncident(lead, { incidentId: first.id, version: 1 }, now);
  await approveIncident(second, { incidentId: first.id, version: 2 }, after(now, minute / 2));
  while ((await workIncidents(after(now, minute))) > 0);
  const next = await draftIncident(
    lead,
    written("节前虚假交易专项", groups.slice(24), 7, "群名与公告引导成员加入同一虚假交易网站。"),
    after(now, minute),
  );
  await proposeIncident(lead, { incidentId: next.id, version: 1 }, after(now, minute));
}
