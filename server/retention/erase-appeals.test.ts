import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appeal, appealFile, appealFilePart, appealMessage, appealView, report } from "../../db/schema";
import { readAppeal } from "../appeals/public";
import { answerQuestion, askAppellant } from "../appeals/service/dialogue";
import { fileAppeal } from "../appeals/service/file";
import { attachFile, openAttached } from "../appeals/service/files";
import { noteFirstView, ruleAppeal, takeAppeal } from "../appeals/service/review";
import { reviewed, ruling, tokenTo, words } from "../appeals/testing/world";
import { createKey } from "../audit/keys";
import { receiptOf } from "../cases/service/receipt";
import { relay } from "../delivery/service/relay";
import { decide } from "../enforcement/service/decide";
import { expireMeasures } from "../enforcement/service/end";
import type { StaffActor } from "../kernel/actor";
import { day, after as later } from "../kernel/calendar";
import { read } from "../read";
import { makePerson } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, decideAbout, onSubject, reportedCase } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { operator, publishDefault } from "../testing/reports";
import { confirmErasure } from "./service/erase";
import { proposeErasure } from "./service/propose";
import { drain, now, past } from "./testing/world";

const urls = useDatabase();
let superuser: postgres.Sql;
let moderator: StaffActor;
let lead: StaffActor;
let officer: StaffActor;
let proposes: StaffActor;
let confirms: StaffActor;
beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  await publishDefault(past);
  await createKey(operator, past);
  moderator = await makePerson(["moderator"], "许清", past);
  lead = await makePerson(["lead"], "陈默", past);
  officer = await makePerson(["appeals_officer"], "方圆", past);
  proposes = await makePerson(["compliance_officer"], "苏敏", past);
  confirms = await makePerson(["compliance_officer"], "方正", past);
});
afterAll(() => superuser.end({ timeout: 2 }));

const settled = async () => {
  await expireMeasures(later(past, 30 * day));
  await relay(later(past, 31 * day));
  await drain(later(past, 31 * day));
  await drain(now);
};

const erase = async (kind: "account" | "reporter", id: string) => {
  const { erasureId } = await proposeErasure(proposes, { kind, id, ground: "consent_withdrawn" }, now);
  await confirmErasure(confirms, { erasureId }, now);
};

describe("erasing somebody who appealed", () => {
  it("empties her words, what she was told, and what the officer noted about her", async () => {
    const found = await decideAbout(
      [moderator, lead],
      { type: "account", externalId: "appellant" },
      (each) => [onSubject(each, "suspend_posting", 3)],
      past,
    );
    const token = await tokenTo(found.id, found.subjectId);
    const id = await reviewed(officer, token, later(past, day));
    await askAppellant(officer, { appealId: id, version: 3, text: "请说明聊天记录的来源。" }, later(past, day));
    await answerQuestion(token, { text: "来自我的手机。" }, later(past, day));
    await attachFile(token, "证据.txt", Buffer.from("聊天记录"), later(past, day));
    await ruleAppeal(officer, ruling(id, { ruling: "upheld", version: 6 }), later(past, day));
    await settled();
    expect((await readAppeal(token, now))?.filed?.reasons).toBe("证据不足以认定。");
    await erase("account", found.subjectId);
    const [row] = await read((tx) => tx.select().from(appeal).where(eq(appeal.id, id)));
    expect([row?.text.length, row?.reasons?.length, row?.state]).toEqual([0, 0, "upheld"]);
    const [view] = await read((tx) => tx.select().from(appealView).where(eq(appealView.appealId, id)));
    expect([view?.note.length, view?.finding]).toEqual([0, "does_not"]);
    const said = await read((tx) => tx.select().from(appealMessage).where(eq(appealMessage.appealId, id)));
    expect(said.map(({ side, text }) => [side, text.length])).toEqual([
      ["officer", 0],
      ["appellant", 0],
    ]);
    const [file] = await read((tx) => tx.select().from(appealFile).where(eq(appealFile.appealId, id)));
    const parts = await read((tx) =>
      tx
        .select()
        .from(appealFilePart)
        .where(eq(appealFilePart.fileId, file?.id as string)),
    );
    expect([file?.name.length, parts.map(({ sealed }) => sealed.length)]).toEqual([0, [0]]);
    const again = openAttached(officer, { appealId: id, fileId: file?.id as string }, now);
    expect((await refusalOf(again))?.code).toBe("appeals.file_erased");
    expect(await readAppeal(token, now)).toBeNull();
    const [left] = await superuser<{ n: number }[]>`select count(*)::int as n from audit_private_field f
      join audit_event e on e.id = f.event_id where e.subject_kind = 'appeal' and e.subject_id = ${id}`;
    expect(left?.n).toBe(0);
  });

  it("of a reporter who objected empties her words and leaves no pseudonym", async () => {
    const reporter = { externalId: "objector-9931" };
    const found = await reportedCase({ subject: { type: "account", externalId: "objected" }, reporter }, past);
    await decide(moderator, await claimed(moderator, found, { finding: "does_not" }, past), past);
    const [filed] = await read((tx) => tx.select().from(report).where(eq(report.caseId, found.id)));
    const { id } = await fileAppeal(receiptOf(filed?.id as string), { text: words }, later(past, day));
    await takeAppeal(officer, { appealId: id, version: 1 }, later(past, day));
    const note = { appealId: id, version: 2, finding: "cannot_tell", note: "看不清。" } as const;
    await noteFirstView(officer, note, later(past, day));
    await askAppellant(officer, { appealId: id, version: 3, text: "截图是何时的？" }, later(past, day));
    await answerQuestion(receiptOf(filed?.id as string), { text: "当天。" }, later(past, day));
    await attachFile(receiptOf(filed?.id as string), "截图.txt", Buffer.from("当天"), later(past, day));
    const given = { appealId: id, version: 6, ruling: "upheld", reasons: "证据不足。", instead: [] } as const;
    await ruleAppeal(officer, { ...given, instead: [] }, later(past, day));
    await settled();
    await erase("reporter", filed?.id as string);
    const [row] = await read((tx) => tx.select().from(appeal).where(eq(appeal.id, id)));
    expect([row?.text.length, row?.reasons?.length]).toEqual([0, 0]);
    expect(row?.about).not.toContain(String(filed?.reporterRef));
    const said = await read((tx) => tx.select().from(appealMessage).where(eq(appealMessage.appealId, id)));
    expect(said.map(({ text }) => text.length)).toEqual([0, 0]);
    const [file] = await read((tx) => tx.select().from(appealFile).where(eq(appealFile.appealId, id)));
    expect(file?.name.length).toBe(0);
    // The page says that she has objected, and nothing of what was said.
    expect((await readAppeal(receiptOf(filed?.id as string), now))?.filed).toMatchObject({
      state: "upheld",
      reasons: null,
    });
  });
});
