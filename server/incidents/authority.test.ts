import { eq } from "drizzle-orm";
import postgres from "postgres";
import { beforeAll, describe, expect, it } from "vitest";
import { notice } from "../../db/schema";
import type { StaffActor } from "../kernel/actor";
import { forgetNoticeSets } from "../notices/service/current";
import { open } from "../privacy/seal";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { reportedCase } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { DraftIncident, type IncidentContent } from "./contract";
import { previewContent } from "./service/draft";
import { previewIncident } from "./service/propose";
import { carriedOut, content, drafted, makeSubjects, named, rowsOf, running } from "./testing/world";

const urls = useDatabase();
const now = testNow();
const authority = { office: "示例市网信办", number: "示网信〔2026〕114 号" };
let lead: StaffActor;
let second: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  lead = await makePerson(["lead"], "陈默", now);
  second = await makePerson(["lead"], "何川", now);
});

/** What each subject of an incident was told, in its order. */
const toldBy = async (incidentId: string) => {
  const rows = await rowsOf(incidentId);
  return read((tx) =>
    Promise.all(
      rows.map(async ({ decisionId, subjectId }) => {
        const [issued] = await tx
          .select()
          .from(notice)
          .where(eq(notice.decisionId, decisionId as string));
        if (!issued) throw new Error("a subject was told nothing");
        const text = await open(tx, {
          about: `${issued.subjectKind}:${subjectId}`,
          purpose: `notice:${issued.id}`,
          sealed: issued.text,
        });
        return JSON.parse(text ?? "") as { zh: string; en: string };
      }),
    ),
  );
};

async function ordered(prefix: string, given: Partial<IncidentContent>) {
  const ids = named(prefix, 2);
  await makeSubjects("group", ids, now);
  return content(ids, given);
}

describe("an incident that an authority ordered", () => {
  it("tells each subject so among the grounds, in both languages, as the preview showed it", async () => {
    const said = await ordered("told", { authority });
    const fresh = await previewContent(lead, said, now);
    const { incidentId } = await drafted(lead, said, now);
    const stored = await previewIncident(second, incidentId, now);
    for (const { notice: shown } of [fresh, stored]) {
      expect(shown?.zh).toMatch(/依据：.*；示例市网信办指令（示网信〔2026〕114 号）。\n/);
      expect(shown?.en).toMatch(/Grounds: .*; the order 示网信〔2026〕114 号 of 示例市网信办\.\n/);
    }
    const made = await carriedOut([lead, second], await ordered("tell", { authority }), now);
    const told = await toldBy(made.incidentId);
    expect(told).toHaveLength(2);
    for (const text of told) {
      expect(text.zh).toContain("示例市网信办指令（示网信〔2026〕114 号）。");
      expect(text.en).toContain("the order 示网信〔2026〕114 号 of 示例市网信办.");
    }
  });

  it("tells so with notice texts from before there was a text for it", async () => {
    const superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
    await superuser.begin(async (tx) => {
      // Published texts never change: a version of an earlier release is made past the guards.
      await tx`set local session_replication_role = replica`;
      await tx`update notice_set set texts = texts - 'authority' - 'provisional'`;
    });
    await superuser.end();
    forgetNoticeSets();
    const made = await carriedOut([lead, second], await ordered("older", { authority }), now);
    for (const text of await toldBy(made.incidentId)) expect(text.zh).toContain("示例市网信办指令");
  });

  it("says nothing of the kind without an order", async () => {
    const made = await carriedOut([lead, second], await ordered("none", {}), now);
    for (const { zh, en } of await toldBy(made.incidentId)) expect(`${zh}${en}`).not.toMatch(/指令|the order/);
  });

  it.each([
    ["/authority/office", { ...authority, office: "收到 u-wangwu-77 举报的机关" }],
    ["/authority/number", { ...authority, number: "U-WANGWU-77" }],
  ] as const)("is refused where %s would give away who reported one of them", async (pointer, order) => {
    const prefix = pointer.split("/").join("-");
    const said = await ordered(prefix, { authority: order });
    const subject = { type: "group", externalId: `${prefix}-2` } as const;
    await reportedCase({ subject, reporter: { externalId: "u-wangwu-77" } }, now);
    const seen = await previewContent(lead, said, now);
    expect([seen.going, seen.leftOut, seen.notice]).toEqual([1, [{ cause: "names_reporter", count: 1 }], null]);
    expect(seen.faults).toMatchObject([
      { pointer, reason: { en: "The office and the number must not identify a reporter" } },
    ]);
    const refusal = await refusalOf(running([lead, second], said, now));
    expect(refusal).toMatchObject({ code: "incidents.incomplete", fields: [{ pointer }] });
  });

  it("states both its office and its number, or neither", () => {
    for (const half of [{ office: "示例市网信办" }, { number: "114" }, { office: " ", number: "114" }])
      expect(DraftIncident.safeParse({ ...content(["a"]), authority: half }).success).toBe(false);
  });
});
