import { beforeAll, expect, it } from "vitest";
import { createKey } from "../audit/keys";
import { signCheckpoint } from "../audit/sign";
import { approve, returnProposal } from "../enforcement/service/approve";
import { decide } from "../enforcement/service/decide";
import { endProvisionals } from "../enforcement/service/provisional";
import type { StaffActor } from "../kernel/actor";
import { after, day, hour } from "../kernel/calendar";
import { drain, letter } from "../testing/campaign/steps-office";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, onSubject, reportedCase } from "../testing/enforcement";
import { operator, publishDefault } from "../testing/reports";
import { figureKeys } from "./contract";
import { draftFiling, getFiling, rowsBehind } from "./service";

useDatabase();
const now = testNow();
let moderator: StaffActor;
let lead: StaffActor;
let officer: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  await createKey(operator, now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
  officer = await makePerson(["compliance_officer"], "苏敏", now);
});

async function proposed(externalId: string) {
  const found = await reportedCase({ subject: { type: "group", externalId } }, now);
  const said = {
    measures: [onSubject(found, "close_group")],
    provisional: { hours: 24, reason: "正在组织当晚的线下诈骗。" },
  };
  return (await decide(moderator, await claimed(moderator, found, said, now), now)).decisionId;
}

it("a filing over a real log counts a provisional suspension as the measure that it was, and as no decision", async () => {
  const soon = after(now, hour);
  await returnProposal(lead, { decisionId: await proposed("f-returned"), version: 1, reason: "补充" }, soon);
  await approve(lead, { decisionId: await proposed("f-approved"), version: 1 }, soon);
  await endProvisionals(soon);
  const later = after(now, 3 * day);
  await drain(later);
  await signCheckpoint(later);
  const isoDay = (at: Date) => at.toISOString().slice(0, 10);
  const period = { periodStart: isoDay(after(now, -2 * day)), periodEnd: isoDay(after(now, day)) };
  const draft = () => draftFiling(officer, { ...letter, ...period }, later);
  // The log must have a leaf from after the period: an attempt leaves one.
  const { number } = await draft().catch(async () => {
    await drain(later);
    await signCheckpoint(later);
    return draft();
  });
  const { row } = await getFiling(number);
  expect(row.figures).toMatchObject({ received: 2, decisions: 1, measures: 3, closed: 1 });
  for (const figure of figureKeys) {
    const { rows } = await rowsBehind({ number, figure, limit: 50 });
    expect([figure, rows.length]).toEqual([figure, row.figures[figure]]);
  }
});
