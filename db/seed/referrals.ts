import { desc, eq, sql } from "drizzle-orm";
import type { StaffActor } from "../../server/kernel/actor";
import { after, minute } from "../../server/kernel/calendar";
import { read } from "../../server/read";
import { proposeReferral, saveDraft, startReferral } from "../../server/referrals/service/draft";
import { recordHandover } from "../../server/referrals/service/hand-over";
import { lookInto, sealReferral } from "../../server/referrals/service/seal";
import { showReferral } from "../../server/referrals/service/show";
import { caseRow } from "../schema";

const words = {
  danger: false,
  office: "市公安局网络安全保卫支队",
  contact: "值班室",
  basis: "互联网群组信息服务管理规定（2017），第十一条",
  reason: "涉嫌以虚假交易骗取定金，已依规处置，现移送线索。",
  reporterReason: "",
};

/** The gravest decided cases, newest first. */
const gravest = (count: number) =>
  read((tx) =>
    tx
      .select({ id: caseRow.id })
      .from(caseRow)
      .where(sql`${eq(caseRow.state, "decided")} and exists (select from evidence e where e.case_id = ${caseRow.id})`)
      .orderBy(desc(caseRow.severity), desc(caseRow.number))
      .limit(count),
  );

/** What one compliance officer leaves to the other: a referral that waits for her, and one that an office has. */
export async function leaveReferrals([first, second]: readonly [StaffActor, StaffActor], now: Date): Promise<void> {
  for (const [at, { id: caseId }] of (await gravest(2)).entries()) {
    const { number } = await startReferral(first, { caseId, danger: false }, now);
    const { parts, evidence } = await showReferral(first, { number });
    const chosen = { parts: [...parts], evidence: evidence.map(({ id }) => id) };
    await saveDraft(first, { number, version: 1, ...words, ...chosen }, now);
    const { version } = await proposeReferral(first, { number, version: 2 }, now);
    if (at === 0) continue;
    const { content } = await lookInto(second, { number }, now);
    const sealed = await sealReferral(second, { number, version, content }, now);
    const later = after(now, minute);
    const given = { way: "in_person", to: "收发室", at: later.toISOString() } as const;
    await recordHandover(first, { number, version: sealed.version, ...given }, later);
  }
}
