import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { report } from "../../db/schema";
import { createKey } from "../audit/keys";
import { relay } from "../delivery/service/relay";
import { decide } from "../enforcement/service/decide";
import type { StaffActor } from "../kernel/actor";
import { day, isoDay, after as later } from "../kernel/calendar";
import { read } from "../read";
import { recordHandover, recordReceipt } from "../referrals/service/hand-over";
import { downloadPackage } from "../referrals/service/seal";
import { showReferral } from "../referrals/service/show";
import { type Given, reported, sealed } from "../referrals/testing/world";
import { makePerson } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, type OpenCase } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { operator, publishDefault } from "../testing/reports";
import { confirmErasure } from "./service/erase";
import { proposeErasure } from "./service/propose";
import { drain, now, past } from "./testing/world";

useDatabase();
let moderator: StaffActor;
let proposes: StaffActor;
let confirms: StaffActor;
beforeAll(async () => {
  await publishDefault(past);
  await createKey(operator, past);
  moderator = await makePerson(["moderator"], "许清", past);
  proposes = await makePerson(["compliance_officer"], "苏敏", past);
  confirms = await makePerson(["compliance_officer"], "方正", past);
});

const code = async (work: Promise<unknown>) => (await refusalOf(work))?.code ?? null;

/** A case about one account, with words of another, decided in the past and handed over then. */
async function referred(externalId: string, given: Given = {}): Promise<{ found: OpenCase; number: string }> {
  const evidence = {
    kind: "text",
    role: "reported",
    text: "我是作者",
    authorExternalId: `author-${externalId}`,
  } as const;
  const told = { reporter: { externalId: `reporter-${externalId}` }, description: "他骗人", evidence: [evidence] };
  const found = await reported(externalId, told, past);
  const nothing = { finding: "does_not" as const, measures: [], deviationReason: "" } satisfies Parameters<
    typeof claimed
  >[2];
  await decide(moderator, await claimed(moderator, found, nothing, past), past);
  const number = await sealed([proposes, confirms], found, given, past);
  await relay(later(past, day));
  await drain(now);
  return { found, number };
}

async function acknowledged(number: string): Promise<void> {
  await recordHandover(proposes, { number, version: 4, way: "post", to: "收发室", at: past.toISOString() }, past);
  const receipt = { number, version: 5, receipt: "公网移收〔2022〕3号", by: "收发室", day: isoDay(past) };
  await recordReceipt(proposes, receipt, past);
}

const reportOf = async (caseId: string): Promise<string> => {
  const [row] = await read((tx) => tx.select({ id: report.id }).from(report).where(eq(report.caseId, caseId)));
  return row?.id as string;
};

const erase = async (kind: "account" | "reporter", id: string) => {
  const { erasureId } = await proposeErasure(proposes, { kind, id, ground: "consent_withdrawn" }, now);
  await confirmErasure(confirms, { erasureId }, now);
};

describe("erasing somebody whose words were handed over", () => {
  it("waits until the office has acknowledged it, and then takes our copy of the package and its words away", async () => {
    const { found, number } = await referred("subject-1");
    expect(await code(erase("account", found.subjectId))).toBe("retention.open_referral");
    await acknowledged(number);
    expect((await downloadPackage(proposes, { number }, now)).bytes.length).toBeGreaterThan(0);
    await erase("account", found.subjectId);
    expect(await code(downloadPackage(proposes, { number }, now))).toBe("referrals.erased");
    const view = await showReferral(proposes, { number });
    expect(view).toMatchObject({
      state: "acknowledged",
      terms: null,
      receipt: { number: null },
      subject: { name: "" },
    });
    expect(view.package?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ["who reported, where it was chosen", "reporters-1", { parts: ["reporters"], reporterReason: "须取证" }],
    ["what she wrote", "reporters-2", { parts: ["reports"] }],
  ] as const)("counts %s among them", async (_what, externalId, given) => {
    const { found, number } = await referred(externalId, { ...given, parts: [...given.parts] });
    const reportId = await reportOf(found.id);
    expect(await code(erase("reporter", reportId))).toBe("retention.open_referral");
    await acknowledged(number);
    await erase("reporter", reportId);
    expect(await code(downloadPackage(proposes, { number }, now))).toBe("referrals.erased");
  });

  it("leaves a package alone in which nothing of hers is", async () => {
    const { found, number } = await referred("reporters-3");
    const reportId = await reportOf(found.id);
    await erase("reporter", reportId);
    await acknowledged(number);
    expect((await downloadPackage(proposes, { number }, now)).bytes.length).toBeGreaterThan(0);
  });
});
