import { beforeAll, expect, it } from "vitest";
import { createKey } from "../audit/keys";
import { approve, returnProposal } from "../enforcement/service/approve";
import { decide } from "../enforcement/service/decide";
import { endProvisionals } from "../enforcement/service/provisional";
import type { StaffActor } from "../kernel/actor";
import { after, hour } from "../kernel/calendar";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, onSubject, reportedCase } from "../testing/enforcement";
import { operator, publishDefault } from "../testing/reports";
import { drawnAround } from "./testing/drawn";

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
  expect(await drawnAround(officer, now)).toMatchObject({ received: 2, decisions: 1, measures: 3, closed: 1 });
});
