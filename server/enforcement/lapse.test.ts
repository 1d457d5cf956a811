import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { caseRow } from "../../db/schema";
import type { StaffActor } from "../kernel/actor";
import { day, after as later, minute } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { actionsAbout, claimed, onSubject, reportedCase } from "../testing/enforcement";
import { publishDefault } from "../testing/reports";
import { lapseProposals } from "./service/approve";
import { decide } from "./service/decide";

useDatabase();
const now = testNow();
let moderator: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
});

let made = 0;

describe("a proposal that nobody answers", () => {
  it("lapses after a day by an act of the system, and its case waits again", async () => {
    const found = await reportedCase({ subject: { type: "group", externalId: `g-${++made}` } }, now);
    await decide(moderator, await claimed(moderator, found, { measures: [onSubject(found, "close_group")] }, now), now);
    expect(await lapseProposals(later(now, day - minute))).toBe(0);
    const lapsed = await Promise.all([lapseProposals(later(now, day)), lapseProposals(later(now, day))]);
    expect(lapsed[0] + lapsed[1]).toBe(1);
    const [row] = await read((tx) => tx.select().from(caseRow).where(eq(caseRow.id, found.id)));
    expect(row).toMatchObject({ state: "open", version: 3 });
    expect(await actionsAbout("case", found.id)).toEqual(["report.received", "decision.proposed", "decision.lapsed"]);
  });
});
