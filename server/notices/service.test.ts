import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import postgres from "postgres";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { auditEvent, auditPrivateField, noticeSet } from "../../db/schema";
import { seedNotices } from "../../db/seed/notices";
import type { Role, StaffActor } from "../kernel/actor";
import { read } from "../read";
import { testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { reportedCase } from "../testing/enforcement";
import { refusalOf as refusal } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import type { NoticeTexts } from "./contract";
import { builtInTexts } from "./default";
import { currentNoticeSet, forgetNoticeSets, noticeSetAt } from "./service/current";
import {
  beginDraft,
  discardDraft,
  proposeDraft,
  publishDraft,
  returnDraft,
  saveDraft,
  withdrawDraft,
} from "./service/draft";
import { listVersions, previewTexts, showDraft, showVersion } from "./service/show";

const urls = useDatabase();
const now = testNow();
const staff = (...roles: Role[]): StaffActor => ({ kind: "staff", id: randomUUID(), roles, sessionId: randomUUID() });
const admin = staff("admin");
const lead = staff("lead");
const officer = staff("compliance_officer");
const inForce = () => read(currentNoticeSet);
const warning = (en: string): NoticeTexts => ({ ...builtInTexts, warn: { zh: "予以警示。", en } });
const actions = async (id: string) => {
  const rows = await read((tx) =>
    tx
      .select({ action: auditEvent.action, version: auditEvent.subjectVersion })
      .from(auditEvent)
      .where(eq(auditEvent.subjectId, id))
      .orderBy(auditEvent.subjectVersion),
  );
  return rows.map(({ action, version }) => `${version} ${action.replace("configuration.notices_", "")}`);
};

/** Takes a changed warning all the way to publishing. */
async function publishWarning(en: string): Promise<number> {
  const begun = await beginDraft(admin, now);
  const label = (await showDraft(admin))?.label ?? "";
  const saved = await saveDraft(admin, { ...begun, label, texts: warning(en) }, now);
  const proposed = await proposeDraft(admin, saved, now);
  return (await publishDraft(lead, proposed, now)).number as number;
}

beforeAll(() => publishDefault(now));
beforeEach(forgetNoticeSets);

describe("version 1", () => {
  it("is the texts that come with Docket, published by the operator, once however often Docket starts", async () => {
    await seedNotices(now);
    await seedNotices(now);
    expect(await inForce()).toMatchObject({ number: 1, label: "2026.1", texts: builtInTexts });
    const { rows } = await listVersions({ limit: 10 });
    expect(rows).toMatchObject([{ number: 1, publisher: { ref: "operator:test", name: null }, publishedAt: now }]);
  });

  it("is the built-in one too where a release brings a text that stored versions do not have", async () => {
    const owner = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
    await owner`set session_replication_role = replica`;
    await owner`update notice_set set texts = texts - 'warn' where number = 1`;
    expect((await inForce()).texts.warn).toEqual(builtInTexts.warn);
    await owner`update notice_set set texts = jsonb_set(texts, '{warn}', ${owner.json(builtInTexts.warn)}) where number = 1`;
    await owner.end();
  });
});

describe("a draft", () => {
  it("is one at a time, saved by version, returned with a reason, taken up again, and published by somebody else", async () => {
    const begun = await beginDraft(admin, now);
    expect((await refusal(beginDraft(admin, now)))?.code).toBe("notices.open");
    const texts = warning("You are warned.");
    const saved = await saveDraft(admin, { id: begun.id, version: 1, label: "2026.2", texts }, now);
    expect((await refusal(saveDraft(admin, { id: begun.id, version: 1, label: "2026.2", texts }, now)))?.code).toBe(
      "notices.stale",
    );
    const faulty = { ...texts, warn: { zh: "警示", en: "You are warned, {reporter}." } };
    const refused = await refusal(saveDraft(admin, { ...saved, label: "2026.2", texts: faulty }, now));
    expect(refused).toMatchObject({ code: "notices.faulty", fields: [{ pointer: "/texts/warn/en" }] });
    expect((await showDraft(admin))?.texts.warn.en).toBe("You are warned.");

    const withdrawn = await withdrawDraft(admin, await proposeDraft(admin, saved, now), now);
    const proposed = await proposeDraft(admin, withdrawn, now);
    expect(await showDraft(lead)).toMatchObject({ state: "proposed", bar: null, mayEdit: false, mayWithdraw: false });
    expect(await showDraft(admin)).toMatchObject({ bar: { code: "notices.not_allowed" }, mayWithdraw: true });
    const returned = await returnDraft(lead, { ...proposed, reason: "请补充下一步" }, now);
    expect(await showDraft(admin)).toMatchObject({ state: "returned", reason: "请补充下一步", mayEdit: true });
    const again = await saveDraft(
      admin,
      { ...returned, label: "2026.2", texts: warning("Warned: next is a suspension.") },
      now,
    );
    const published = await publishDraft(officer, await proposeDraft(admin, again, now), now);

    expect(published.number).toBe(2);
    expect(await showDraft(admin)).toBeNull();
    expect(await inForce()).toMatchObject({ number: 2, label: "2026.2" });
    expect((await inForce()).texts.warn.en).toBe("Warned: next is a suspension.");
    expect((await read((tx) => noticeSetAt(tx, 1))).texts).toEqual(builtInTexts);
    expect(await showVersion()).toMatchObject({ number: 2, isInForce: true, before: builtInTexts });
    expect(await showVersion(1)).toMatchObject({ number: 1, isInForce: false, before: null });
    expect((await refusal(showVersion(3)))?.code).toBe("notices.missing");
    expect(await actions(begun.id)).toEqual([
      "1 begun",
      "2 saved",
      "3 proposed",
      "4 withdrawn",
      "5 proposed",
      "6 returned",
      "7 saved",
      "8 proposed",
      "9 published",
    ]);
    const [first] = await read((tx) => tx.select().from(noticeSet).where(eq(noticeSet.number, 1)));
    expect(await actions(first?.id as string)).toEqual(["1 published", "2 superseded"]);
    const bodies = await read((tx) => tx.select({ body: auditEvent.body }).from(auditEvent));
    expect(bodies.map(({ body }) => body.toString()).join()).not.toMatch(/请补充下一步|suspension/);
    expect(await read((tx) => tx.$count(auditPrivateField, eq(auditPrivateField.name, "reason")))).toBe(1);
  });

  it("that is given up leaves nothing open, and its name free", async () => {
    const begun = await beginDraft(admin, now);
    await discardDraft(admin, begun, now);
    expect(await showDraft(admin)).toBeNull();
    expect((await refusal(publishDraft(lead, { id: begun.id, version: 2 }, now)))?.code).toBe("notices.transition");
    expect((await refusal(discardDraft(admin, { id: randomUUID(), version: 1 }, now)))?.code).toBe("notices.missing");
  });

  it("begun by two at once is one", async () => {
    const begun = await Promise.allSettled([beginDraft(admin, now), beginDraft(staff("admin"), now)]);
    expect(begun.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const draft = await showDraft(admin);
    await discardDraft(admin, { id: draft?.id as string, version: 1 }, now);
  });

  it("published by two at once is one version", async () => {
    const before = (await inForce()).number;
    const begun = await beginDraft(admin, now);
    const label = (await showDraft(admin))?.label ?? "";
    const saved = await saveDraft(admin, { ...begun, label, texts: warning("Raced.") }, now);
    const proposed = await proposeDraft(admin, saved, now);
    const done = await Promise.allSettled([publishDraft(lead, proposed, now), publishDraft(officer, proposed, now)]);
    expect(done.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await inForce()).number).toBe(before + 1);
  });
});

describe("the database has the last word", () => {
  it("about two people, about what was proposed and published, and about who had a hand in it", async () => {
    const begun = await beginDraft(admin, now);
    const label = (await showDraft(admin))?.label ?? "";
    const saved = await saveDraft(admin, { ...begun, label, texts: warning("Guarded.") }, now);
    const proposed = await proposeDraft(admin, saved, now);
    const app = postgres(urls().appUrl, { max: 1, onnotice: () => undefined });
    const hers = `staff:${admin.id}`;
    const tried = async (statement: string) => {
      const code = await app
        .begin(async (tx) => tx.unsafe(statement))
        .then(
          () => "done",
          (error: { code?: string }) => error.code,
        );
      return code;
    };
    const where = `where id = '${proposed.id}'`;
    expect(
      await tried(
        "update notice_set set state = 'superseded' where state = 'published'; " +
          `update notice_set set state = 'published', number = 99, settled_by = '${hers}', settled_at = now() ${where}`,
      ),
    ).toBe("23514");
    expect(await tried(`update notice_set set state = 'returned', settled_by = '${hers}' ${where}`)).toBe("23514");
    expect(await tried(`update notice_set set texts = '{}' ${where}`)).toBe("23001");
    expect(await tried(`update notice_set set state = 'draft', drafters = '{}' ${where}`)).toBe("23001");
    expect(await tried(`update notice_set set state = 'superseded' ${where}`)).toBe("23001");
    expect(await tried(`delete from notice_set ${where}`)).toBe("23001");
    expect(await tried("update notice_set set texts = '{}' where state = 'published'")).toBe("23001");
    expect(await tried("update notice_set set label = 'x' where number = 1")).toBe("23001");
    const withdrawn = await withdrawDraft(admin, proposed, now);
    expect(await tried(`update notice_set set saved_by = 'staff:somebody' ${where}`)).toBe("23001");
    expect(await tried(`update notice_set set drafters = array['staff:somebody'] ${where}`)).toBe("23001");
    await discardDraft(admin, withdrawn, now);
    await app.end();
  });
});

describe("the texts in force", () => {
  it("are asked of the database once, not for each notice, and again after publishing", async () => {
    let asked = 0;
    const counting = <T>(work: () => Promise<T>) => work().finally(() => asked++);
    await read((tx) => {
      const spied = new Proxy(tx, {
        get: (target, name) => {
          if (name === "select") asked++;
          return Reflect.get(target, name);
        },
      });
      return (async () => {
        for (let notice = 0; notice < 50; notice++) await currentNoticeSet(spied);
      })();
    });
    expect(asked).toBe(2);
    const number = await counting(() => publishWarning("Again."));
    expect((await inForce()).number).toBe(number);
  });
});

describe("a preview", () => {
  it("writes a sample by the function that writes notices, and tells every fault beside it", async () => {
    const texts = warning("Mind the rules from {from} on.");
    const preview = await previewTexts({ texts, sample: "warn", isLongest: false }, now);
    expect(preview).toMatchObject({ faults: [], unfilled: null });
    expect(preview.notice?.en).toContain("Mind the rules from 22 November 2026, 14:00 on.");
    const faulty = await previewTexts({ texts: warning("{reporter}"), sample: "warn", isLongest: true }, now);
    expect(faulty).toMatchObject({ notice: null, unfilled: "warn.reporter", faults: [{ pointer: "/texts/warn/en" }] });
  });
});

describe("a reporter", () => {
  it("is named by no text: whoever publishes is refused by its field, whoever drafts finds out nothing", async () => {
    await reportedCase(
      {
        subject: { type: "group", externalId: "g-texts" },
        reporter: { externalId: "Reporter-Texts-0001", contact: "欧阳丹青 13912345566" },
      },
      now,
    );
    const begun = await beginDraft(admin, now);
    const label = (await showDraft(admin))?.label ?? "";
    const named = warning("As Reporter-Texts-0001 told us: a warning.");
    const saved = await saveDraft(admin, { ...begun, label, texts: named }, now);
    const proposed = await proposeDraft(admin, saved, now);
    expect(await refusal(publishDraft(lead, proposed, now))).toMatchObject({
      code: "notices.names_reporter",
      fields: [{ pointer: "/texts/warn/en", reason: { en: expect.stringContaining("must not identify a reporter") } }],
    });
    expect((await inForce()).texts.warn.en).not.toContain("Reporter-Texts-0001");
    const returned = await returnDraft(lead, { ...proposed, reason: "请删去举报人。" }, now);
    await discardDraft(admin, returned, now);
  });
});
