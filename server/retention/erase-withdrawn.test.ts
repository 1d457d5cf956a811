import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createKey } from "../audit/keys";
import { receiptOf } from "../cases/service/receipt";
import { decide } from "../enforcement/service/decide";
import { withdrawReport } from "../enforcement/service/withdraw";
import type { StaffActor } from "../kernel/actor";
import { makePerson } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, reportedCase } from "../testing/enforcement";
import { operator, publishDefault } from "../testing/reports";
import { confirmErasure } from "./service/erase";
import { proposeErasure } from "./service/propose";
import { drain, now, past } from "./testing/world";

const urls = useDatabase();
let superuser: postgres.Sql;
let moderator: StaffActor;
let proposes: StaffActor;
let confirms: StaffActor;
beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  await publishDefault(past);
  await createKey(operator, past);
  moderator = await makePerson(["moderator"], "许清", past);
  proposes = await makePerson(["compliance_officer"], "苏敏", past);
  confirms = await makePerson(["compliance_officer"], "方正", past);
});
afterAll(() => superuser.end({ timeout: 2 }));

it.each([
  ["her own", "reporter", { externalId: "who-withdrew" }],
  ["that of whom an unnamed report is about", "account", null],
] as const)("Erasing takes away why a report was withdrawn: %s", async (_whose, kind, reporter) => {
  const subject = { type: "account" as const, externalId: `withdrawn-${kind}` };
  const found = await reportedCase({ subject, ...(reporter ? { reporter } : {}) }, past);
  const [row] = await superuser`select id from report where case_id = ${found.id}`;
  await withdrawReport(receiptOf(row?.id), { reason: "误会已经说清" }, past);
  await decide(moderator, await claimed(moderator, found, { finding: "does_not", measures: [] }, past), past);
  await drain(now);
  const kept = () => superuser`select withdrawal from report where case_id = ${found.id}`;
  expect((await kept())[0]?.withdrawal).not.toBeNull();
  await expect(superuser`update report set withdrawal = 'x' where case_id = ${found.id}`).rejects.toMatchObject({
    code: "23001",
  });
  const { erasureId } = await proposeErasure(
    proposes,
    { kind, id: kind === "reporter" ? row?.id : found.subjectId, ground: "consent_withdrawn" },
    now,
  );
  await confirmErasure(confirms, { erasureId }, now);
  expect((await kept())[0]?.withdrawal).toBeNull();
});
