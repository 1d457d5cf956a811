import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { askAs } from "../world/ask";
import { docket } from "../world/command";
import { untilKeyWorks, walkTo } from "../world/keyboard";
import { expect, test } from "../world/people";
import { filled, like, wordsOf } from "../world/words";

const violations = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
const headers = { authorization: "Bearer docket-demo-key", "content-type": "application/json" };
const reporter = { externalId: `reporter-${randomUUID()}`, contact: "planted@example.test" };
/** What refusals say. */
const refusedNumber = { "zh-CN": "请勿提交证件号码", en: "Do not send numbers of identity documents" } as const;
const namesColleague = { "zh-CN": /不得出现工作人员的姓名/, en: /Name no colleague/ } as const;
const notTaken = { "zh-CN": "只接收", en: "Only" } as const;

for (const [hers, officers] of [
  ["zh-CN", "en"],
  ["en", "zh-CN"],
] as const)
  test(`A person appeals in ${hers} over her link, and an officer overturns the decision in ${officers} with the keyboard alone`, async ({
    signIn,
    baseURL,
  }) => {
    const [hersAll, officersAll] = [wordsOf(hers), wordsOf(officers)];
    const [say, told] = [hersAll.appeals, officersAll.appeals];
    const suspension = officersAll.enforcement.measure.suspend_posting;
    // Two people take turns, and the decision takes effect only when it cannot be undone any more.
    test.setTimeout(120_000);
    const externalId = `appellant-${randomUUID()}`;
    const nickname = `申诉${externalId.slice(-6)}`;
    const call = async (method: string, path: string, body?: unknown) =>
      fetch(`${baseURL}/api/v1${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    const mayPost = async () =>
      ((await (await call("GET", `/accounts/${externalId}/entitlements`)).json()) as { mayPost: boolean }).mayPost;
    await call("PUT", `/accounts/${externalId}`, { nickname, updatedAt: new Date().toISOString() });
    const reported = await call("POST", "/reports", {
      subject: { type: "account", externalId },
      category: "fraud_fake_trade",
      source: "in_app",
      reporter,
      evidence: [{ kind: "text", role: "reported", text: "先付定金再发货", messageExternalId: `m-${externalId}` }],
    });
    const number = Number(/\d+$/.exec(((await reported.json()) as { case: string }).case)?.[0]);

    // Somebody decides; the appeal is what this is about.
    const moderator = await signIn("moderator");
    const ask = askAs(moderator.request, baseURL as string);
    const found = await ask.cases.get.query({ number });
    const { token } = await ask.cases.claim.mutate({ caseId: found.id });
    const subject = { kind: "account" as const, id: found.subject.id };
    const { decisionId } = await ask.enforcement.decide.mutate({
      caseId: found.id,
      round: 1,
      claimToken: token,
      finding: "violates",
      clauses: ["fraud_fake_trade"],
      facts: "要求对方绕开平台支付定金。",
      deviationReason: "情节",
      measures: [{ key: "suspend_posting", subject, standing: "subject", parameters: {}, days: 5 }],
    });
    // It takes effect when it cannot be undone any more.
    await expect.poll(mayPost, { timeout: 30_000 }).toBe(false);
    const { rows } = await ask.measures.list.query({ decisionId });
    const { notice } = await ask.measures.get.query({ measureId: rows[0]?.id as string });

    const person = await signIn(null, { language: hers });
    await person.goto(notice?.url as string);
    await expect(person.getByText("申诉（案件编号")).toBeVisible();
    await person.getByRole("link", { name: say.page.link }).press("Enter");
    await expect(person.getByRole("heading", { name: say.page.title, exact: true })).toBeVisible();
    expect(await violations(person)).toEqual([]);
    const words = person.getByRole("textbox", { name: say.page.label });
    await words.focus();
    await person.keyboard.type("我的证件 110105 19491231 002X，请核对");
    await person.keyboard.press("Tab");
    await person.keyboard.press("Enter");
    await expect(person.getByText(refusedNumber[hers], { exact: true })).toBeVisible();
    await words.fill("我没有要求任何人付定金，请核对聊天记录。");
    await words.press("Tab");
    await person.keyboard.press("Enter");
    await expect(person.getByText(say.page.state.filed)).toBeVisible();

    // The officer: list, take, first view, ruling. No pointer.
    const officer = await signIn("appeals", { language: officers });
    await officer.goto("/appeals?state=filed");
    expect(await violations(officer)).toEqual([]);
    const row = officer.getByRole("row").filter({ hasText: nickname });
    const { keyboard } = officer;
    await walkTo(officer, row);
    await keyboard.press("Enter");
    await expect(officer.getByRole("heading", { level: 1, name: nickname })).toBeVisible();
    await untilKeyWorks(officer, "T");
    await keyboard.press("t");
    await expect(officer.getByText(told.blind.note)).toBeVisible();
    await expect(officer.getByRole("heading", { name: told.reported })).toBeVisible();
    await expect(officer.getByText("我没有要求任何人付定金")).toHaveCount(0);
    await expect(officer.getByText(suspension)).toHaveCount(0);
    expect(await violations(officer)).toEqual([]);
    await officer.getByRole("button", { name: officersAll.cases.evidence.open }).press("Enter");
    await expect(officer.getByText("先付定金再发货")).toBeVisible();
    await untilKeyWorks(officer, "N");
    await keyboard.press("2");
    await keyboard.press("n");
    await expect(officer.getByRole("textbox", { name: told.note })).toBeFocused();
    await keyboard.type("Nothing here asks anybody to pay.");
    await keyboard.press("Control+Enter");
    await expect(officer.getByText("我没有要求任何人付定金，请核对聊天记录。")).toBeVisible();
    await expect(officer.getByText(officers === "en" ? /Suspend posting 5 days/ : /暂停发布 5 天/)).toBeVisible();
    // The focus goes where the next thing is to be done, not to the top of the page.
    await expect(officer.getByRole("heading", { name: told.ruling.label }).first()).toBeFocused();
    expect(await violations(officer)).toEqual([]);

    // She asks before she rules; the clock stands until there is an answer.
    await untilKeyWorks(officer, "A");
    await keyboard.press("a");
    const question = officer.getByRole("textbox", { name: told.ask.label });
    await expect(question).toBeFocused();
    await keyboard.type("唐雨想知道：聊天记录是谁发出的？");
    await keyboard.press("Control+Enter");
    await expect(officer.getByText(namesColleague[officers]).first()).toBeVisible();
    await question.fill("聊天记录是谁发出的？");
    await keyboard.press("Control+Enter");
    await expect(officer.getByText(like(told.awaiting.until))).toBeVisible();
    expect(await violations(officer)).toEqual([]);
    await person.reload();
    await expect(person.getByText(say.page.state.awaiting_appellant)).toBeVisible();
    await expect(person.getByText("聊天记录是谁发出的？")).toBeVisible();
    await person.getByLabel(say.files.add).setInputFiles([
      { name: "聊天记录.txt", mimeType: "text/plain", buffer: Buffer.from("群主：没有收过定金。") },
      { name: "页面.txt", mimeType: "text/plain", buffer: Buffer.from("<html><script>alert(1)</script></html>") },
    ]);
    await expect(person.getByText(hers === "en" ? "1 file received." : "已收到 1 个文件。")).toBeVisible();
    await expect(person.getByRole("listitem").filter({ hasText: "页面.txt" })).toContainText(notTaken[hers]);
    const reply = person.getByRole("textbox", { name: say.page.answer.label });
    await reply.focus();
    await person.keyboard.type("是群主发出的，见附件。");
    await person.keyboard.press("Tab");
    await person.keyboard.press("Enter");
    await expect(person.getByText(say.page.state.in_review)).toBeVisible();
    await expect(person.getByRole("heading", { name: say.page.title, exact: true })).toBeFocused();
    expect(await violations(person)).toEqual([]);
    await officer.reload();
    await expect(officer.getByText("是群主发出的，见附件。")).toBeVisible();
    const download = officer.waitForEvent("download");
    await officer.getByRole("button", { name: filled(told.files.saveNamed, { name: "聊天记录.txt" }) }).press("Enter");
    expect((await download).suggestedFilename()).toMatch(/^C-\d{6}-1\.txt$/);
    await untilKeyWorks(officer, "A");
    await keyboard.press("3");
    await expect(officer.getByRole("radio", { name: like(told.ruling.overturned) })).toBeChecked();
    await keyboard.press("n");
    await expect(officer.getByRole("textbox", { name: told.reasons })).toBeFocused();
    await keyboard.type("证据中没有要求付款的内容，予以撤销。");
    await keyboard.press("Control+Enter");
    await expect(officer.getByText(like(filled(told.done, { ruling: told.ruling.overturned })))).toBeVisible();
    await expect(officer.getByText(told.told)).toBeVisible();

    expect(await mayPost()).toBe(true);
    await person.reload();
    await expect(person.getByText(say.page.state.overturned)).toBeVisible();
    await expect(person.getByText("证据中没有要求付款的内容，予以撤销。")).toBeVisible();
    const page = await person.content();
    for (const mark of [reporter.externalId, reporter.contact, "唐雨"]) expect(page).not.toContain(mark);

    const verified = await docket({ env: process.env as Record<string, string> }, ["audit", "verify"]);
    expect(verified.out).not.toContain("✗");
    expect(verified.code).toBe(0);
  });
