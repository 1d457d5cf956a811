import { beforeAll, expect, it } from "vitest";
import { createKey } from "../audit/keys";
import { decide } from "../enforcement/service/decide";
import { undoDecision } from "../enforcement/service/undo";
import type { StaffActor } from "../kernel/actor";
import { after, second } from "../kernel/calendar";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, type OpenCase, onSubject, reportedCase } from "../testing/enforcement";
import { operator, publishDefault } from "../testing/reports";
import { useUndoWindow } from "../testing/undo";
import { drawnAround } from "./testing/drawn";

useDatabase();
useUndoWindow();
const now = testNow();
let moderator: StaffActor;
let officer: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  await createKey(operator, now);
  moderator = await makePerson(["moderator"], "许清", now);
  officer = await makePerson(["compliance_officer"], "苏敏", now);
});

async function decided(
  externalId: string,
  isUndone: boolean,
  given?: (found: OpenCase) => Parameters<typeof claimed>[2],
) {
  const found = await reportedCase({ subject: { type: "group", externalId } }, now);
  const said = given?.(found) ?? { measures: [onSubject(found, "suspend_posting", 7)] };
  const { decisionId } = await decide(moderator, await claimed(moderator, found, said, now), now);
  if (isUndone) await undoDecision(moderator, { decisionId, version: 1 }, after(now, 4 * second));
}

it("a filing over a real log counts nothing that was undone, and each figure opens as many rows as it says", async () => {
  await decided("f-kept", false);
  await decided("f-undone", true);
  await decided("f-cleared", true, () => ({ finding: "does_not", measures: [] }));
  expect(await drawnAround(officer, now)).toMatchObject({
    received: 3,
    cases: 3,
    decisions: 1,
    noViolation: 0,
    measures: 1,
  });
});
