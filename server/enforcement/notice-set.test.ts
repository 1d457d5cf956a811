import { asc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { decision, notice } from "../../db/schema";
import type { StaffActor } from "../kernel/actor";
import { hour, after as later } from "../kernel/calendar";
import type { NoticeTexts } from "../notices/contract";
import { builtInTexts } from "../notices/default";
import { beginDraft, proposeDraft, publishDraft, saveDraft } from "../notices/service/draft";
import { open } from "../privacy/seal";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, entriesOf, onSubject, reportedCase } from "../testing/enforcement";
import { publishDefault } from "../testing/reports";
import { showApproval } from "./service/approvals";
import { approve } from "./service/approve";
import { decide, previewDecision } from "./service/decide";

useDatabase();
const now = testNow();
let moderator: StaffActor;
let lead: StaffActor;
let admin: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
  admin = await makePerson(["admin"], "沈和", now);
});

/** The next version, which ends every notice with another sentence. */
async function publishEnding(zh: string, en: string): Promise<number> {
  const { id } = await beginDraft(admin, now);
  const { frame } = builtInTexts;
  const texts: NoticeTexts = { ...builtInTexts, frame: { zh: `${frame.zh}${zh}`, en: `${frame.en} ${en}` } };
  const label = `ends-${en.length}`;
  const saved = await saveDraft(admin, { id, version: 1, label, texts }, now);
  return (await publishDraft(lead, await proposeDraft(admin, saved, now), now)).number as number;
}

const noticesOf = (caseId: string) =>
  read(async (tx) => {
    const rows = await tx
      .select({ row: notice })
      .from(notice)
      .innerJoin(decision, eq(decision.id, notice.decisionId))
      .where(eq(decision.caseId, caseId))
      .orderBy(asc(notice.id));
    return Promise.all(
      rows.map(async ({ row }) => {
        const about = `${row.subjectKind}:${row.subjectId}`;
        const text = await open(tx, { about, purpose: `notice:${row.id}`, sealed: row.text });
        return { number: row.setNumber, text: JSON.parse(text ?? "") as { zh: string; en: string } };
      }),
    );
  });

const pinned = async (caseId: string) =>
  (await entriesOf(caseId))
    .filter(({ action }) => action === "notice.issued")
    .map(({ body }) => (body as { pub: { texts: number } }).pub.texts);

let made = 0;
const accountCase = () => reportedCase({ subject: { type: "account", externalId: `a-${++made}` } }, now);

describe("a notice", () => {
  it("is written with the texts in force, as its preview is, pins their number, and stays as it was", async () => {
    const first = await accountCase();
    const warned = { measures: [onSubject(first, "warn")] };
    await decide(moderator, await claimed(moderator, first, warned, now), now);
    const number = await publishEnding("如有疑问请联系客服。", "Ask support if anything is unclear.");

    const second = await accountCase();
    const input = await claimed(moderator, second, { measures: [onSubject(second, "warn")] }, now);
    const preview = await previewDecision(moderator, input, now);
    await decide(moderator, input, now);

    const [before] = await noticesOf(first.id);
    const [after] = await noticesOf(second.id);
    expect([before?.number, after?.number]).toEqual([1, number]);
    expect([await pinned(first.id), await pinned(second.id)]).toEqual([[1], [number]]);
    expect(before?.text.en).toMatch(/All times are Beijing time\.$/);
    expect(after?.text.en).toMatch(/Beijing time\. Ask support if anything is unclear\.$/);
    expect(after?.text.zh).toMatch(/北京时间。如有疑问请联系客服。$/);
    const previewed = preview.ok ? preview.next.effected.notices[0]?.text.zh : "";
    expect(previewed).toMatch(/如有疑问请联系客服。$/);
  });

  it("of an approved proposal is written with the texts in force at the approval, as its page shows then", async () => {
    const found = await reportedCase({ subject: { type: "group", externalId: `g-${++made}` } }, now);
    const input = await claimed(moderator, found, { measures: [onSubject(found, "close_group")] }, now);
    const { decisionId, state } = await decide(moderator, input, now);
    expect(state).toBe("proposed");
    const number = await publishEnding("请保存本通知。", "Keep this notice.");
    const shown = await showApproval(lead, decisionId, later(now, hour));
    expect(shown.will?.notices[0]?.text.en).toMatch(/Keep this notice\.$/);
    await approve(lead, { decisionId, version: 1 }, later(now, hour));
    const [issued] = await noticesOf(found.id);
    expect(issued?.number).toBe(number);
    expect(issued?.text.en).toMatch(/Keep this notice\.$/);
    expect(await pinned(found.id)).toEqual([number]);
  });
});
