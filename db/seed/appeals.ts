import { and, desc, eq, sql } from "drizzle-orm";
import { fileAppeal } from "../../server/appeals/service/file";
import { noteFirstView, ruleAppeal, takeAppeal } from "../../server/appeals/service/review";
import { receiptOf } from "../../server/cases/service/receipt";
import { noticeToken } from "../../server/delivery/service/order";
import type { StaffActor } from "../../server/kernel/actor";
import { after, minute } from "../../server/kernel/calendar";
import { read } from "../../server/read";
import { decision, notice, report } from "../schema";

const said = [
  "群里转发的是公开的二手信息，没有人收取定金，请再看一遍聊天记录。",
  "链接是别人发的，我当天就删除并提醒了大家，处罚太重。",
  "暂停发布之后我已经清理了全部信息，请予以复核。",
] as const;

/** Notices of the newest decisions that stand, one a case. */
const newestNotices = (count: number) =>
  read((tx) =>
    tx
      .select({ id: notice.id })
      .from(notice)
      .innerJoin(decision, eq(decision.id, notice.decisionId))
      .where(and(eq(decision.state, "effective"), eq(notice.subjectId, decision.subjectId)))
      .orderBy(desc(decision.caseNumber))
      .limit(count),
  );

/** What people leave to the appeals officer: one appeal that she upheld, one that she holds, one that waits, and an objection. */
export async function leaveAppeals(officer: StaffActor, now: Date): Promise<void> {
  const notices = await newestNotices(said.length);
  const filed: string[] = [];
  for (const [at, { id }] of notices.entries())
    filed.push((await fileAppeal(noticeToken(id), { text: said[at] as string }, after(now, at * 1_000))).id);
  const [first, second] = filed;
  const later = after(now, minute);
  if (first) {
    await takeAppeal(officer, { appealId: first, version: 1 }, later);
    const note = "多条信息引导绕开平台交易，认定成立。";
    await noteFirstView(officer, { appealId: first, version: 2, finding: "violates", note }, later);
    const reasons = "经复核，证据足以认定，措施适当。";
    await ruleAppeal(officer, { appealId: first, version: 3, ruling: "upheld", reasons, instead: [] }, later);
  }
  if (second) await takeAppeal(officer, { appealId: second, version: 1 }, later);
  const [rejected] = await read((tx) =>
    tx
      .select({ id: report.id })
      .from(report)
      .innerJoin(decision, and(eq(decision.caseId, report.caseId), eq(decision.round, report.round)))
      .where(and(eq(report.state, "not_upheld"), eq(decision.state, "effective")))
      .orderBy(desc(decision.caseNumber), desc(report.receivedAt), sql`${report.externalId}`)
      .limit(1),
  );
  if (rejected)
    await fileAppeal(receiptOf(rejected.id), { text: "截图里有收款二维码，希望再核实一次。" }, after(now, 5_000));
}
