import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { Language } from "../../messages/languages";
import { docket } from "../world/command";
import { type Installation, startInstallation } from "../world/installation";
import { numberInAddress } from "../world/keyboard";
import { expect, signInByForm, test } from "../world/people";
import { type Platform, startPlatform } from "../world/platform";

/** One decision on a group that carries measures on three people, each for what she did herself: by keys alone. */
test.describe.configure({ mode: "serial", timeout: 240_000 });

const apiKey = "docket-demo-key";
const folder = mkdtempSync(path.join(tmpdir(), "docket-closing-"));
let installation: Installation;
let platform: Platform;

test.beforeAll(async () => {
  installation = await startInstallation({ logDir: path.join(folder, "logs") });
  platform = await startPlatform(installation.url, apiKey);
  const endpoint = await docket(installation, ["endpoint", "create", platform.url]);
  expect(endpoint.code).toBe(0);
  platform.trust(endpoint.out.trim());
});
test.afterAll(async () => {
  await platform?.stop();
  await installation?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What a page says in each language. */
const words = {
  en: {
    commit: /^(Submit|Propose) and next/,
    evidence: /^Rests on [1-9]\d* items? of evidence$/,
    clause: "Find a clause by number or name",
    measures: "Measure taken",
    recommended: "Recommended",
    facts: "Facts: part of the notice",
    people: /^Founder and managers/,
    ownFacts: (name: string) => `Duty that ${name} breached`,
    danger: "Suspend posting now, until somebody else has decided",
    hours: "For at most, in hours",
    dangerReason: "Why it cannot wait",
    suspendedSince: /^Posting is suspended since/,
    proposed: (number: string) => new RegExp(`${number} proposed`),
    openEvidence: "Open the evidence",
    approve: /^Approve/,
    approved: /C-\d+ approved, \d+ orders? on the way/,
    appeal: "Appeal",
    closed: "The group is closed from",
  },
  "zh-CN": {
    commit: /^(提交|提请复核)并取下一件/,
    evidence: /^引用证据 [1-9]\d* 项$/,
    clause: "按编号或名称查找条款",
    measures: "采取的措施",
    recommended: "推荐",
    facts: "事实：写入通知",
    people: /^建立者与管理者/,
    ownFacts: (name: string) => `${name} 违反管理职责的事实`,
    danger: "立即暂停发布，直至他人作出决定",
    hours: "最长小时数",
    dangerReason: "为何不能等待复核",
    suspendedSince: /起暂停发布，最迟至/,
    proposed: (number: string) => new RegExp(`已提请复核 ${number}`),
    openEvidence: "查看证据",
    approve: /^批准/,
    approved: /已批准 C-\d+，\d+ 条指令待发/,
    appeal: "申诉",
    closed: "起关闭群组",
  },
} as const satisfies Record<Language, unknown>;

const call = async (method: string, address: string, body?: unknown, type = "application/json") => {
  const answer = await fetch(`${installation.url}/api/v1${address}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, "content-type": type },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  expect([address, answer.ok]).toEqual([address, true]);
  return answer;
};
const entitlements = async (address: string) => (await (await call("GET", `${address}/entitlements`)).json()) as object;

const reporter = { externalId: "reporter-closing-0001", contact: "closing.witness@example.test" };
const danger = "约架定在今晚，地点已经公布。";
const groupFacts = "群组长期组织线下斗殴，公布约架时间和地址。";

/** A group with its founder, two managers and a member, and a report about it. */
async function reportedGroup(language: Language) {
  const group = `closing-${language}`;
  const people = [
    { role: "founder", id: `${group}-f`, name: "大刚", facts: "建立者本人发布约架地址三次，并置顶该公告。" },
    { role: "manager", id: `${group}-m1`, name: "小曼", facts: "管理者收到成员举报十一次，均未处理。" },
    { role: "manager", id: `${group}-m2`, name: "阿远", facts: "管理者删除劝阻信息，并将劝阻者移出群组。" },
  ] as const;
  const updatedAt = new Date(Date.now() - 60_000).toISOString();
  const lines = [
    {
      kind: "group",
      externalId: group,
      name: `约架群（${language}）`,
      memberCount: 120,
      founderExternalId: people[0].id,
    },
    ...people.map(({ id, name }) => ({ kind: "account", externalId: id, nickname: `${name}${language}` })),
    ...people.map(({ id, role }) => ({ kind: "membership", groupExternalId: group, accountExternalId: id, role })),
    { kind: "membership", groupExternalId: group, accountExternalId: `${group}-x`, role: "member" },
  ];
  const body = lines.map((line) => JSON.stringify({ ...line, updatedAt })).join("\n");
  await call("POST", "/registry/bulk", body, "application/x-ndjson");
  const answer = await call("POST", "/reports", {
    subject: { type: "group", externalId: group },
    category: "threat_to_life",
    source: "trusted_reporter",
    reporter,
    description: "我亲眼看见他们约架，请不要说是我举报的。",
    evidence: [{ kind: "text", role: "reported", text: "今晚八点老地方，都带上家伙。" }],
  });
  const { case: number } = (await answer.json()) as { case: string };
  return { group, people, number };
}

const faultsOf = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);

for (const language of ["en", "zh-CN"] as const)
  test(`A group is closed with its founder and two managers, each for what she did herself: ${language}`, async ({
    signIn,
  }) => {
    const said = words[language];
    const { group, people, number } = await reportedGroup(language);
    const at = async (account: string) => {
      const page = await signIn(null, { url: installation.url, language });
      await signInByForm(page, account);
      return page;
    };

    const moderator = await at("moderator");
    await moderator.goto(`/cases/${number}`);
    await expect(moderator.getByRole("button", { name: said.commit })).not.toHaveAttribute("aria-disabled");
    await expect(moderator.getByText(said.evidence)).toBeVisible();
    const { keyboard } = moderator;
    await keyboard.press("p");
    await expect(moderator.getByRole("combobox", { name: said.clause })).toBeFocused();
    await keyboard.type("4.3.1");
    await expect(moderator.getByRole("option", { name: "4.3.1" }).first()).toHaveAttribute("aria-selected", "true");
    await keyboard.press("Enter");
    const measures = moderator.getByRole("group", { name: said.measures });
    const line = measures.locator("label").filter({ hasText: said.recommended }).first();
    await keyboard.press((await line.locator("kbd").innerText()).trim());
    await expect(line.getByRole("radio")).toBeChecked();
    await moderator.getByRole("button", { name: said.people }).press("Enter");
    for (const { name, facts } of people) {
      const nickname = `${name}${language}`;
      await moderator.getByRole("checkbox", { name: new RegExp(nickname) }).press("Space");
      const field = moderator.getByRole("textbox", { name: said.ownFacts(nickname) });
      await field.focus();
      await keyboard.type(facts);
    }
    await moderator.getByRole("textbox", { name: said.facts }).focus();
    await keyboard.type(groupFacts);
    // Danger now does not wait for the second person.
    await moderator.getByRole("checkbox", { name: said.danger }).press("Space");
    await moderator.getByRole("spinbutton", { name: said.hours }).focus();
    await keyboard.press("Control+a");
    await keyboard.type("48");
    await moderator.getByRole("textbox", { name: said.dangerReason }).focus();
    await keyboard.type(danger);
    await expect(moderator.locator("[lang]").getByText(danger).first()).toBeVisible();
    expect(await faultsOf(moderator)).toEqual([]);
    await keyboard.press("Control+Enter");
    await expect(moderator.getByRole("status").filter({ hasText: said.proposed(number) })).toBeVisible();
    await expect.poll(() => numberInAddress(moderator)).not.toBe(number);
    // Posting stops at once; of the decision nothing holds before a second person has agreed, severe or not.
    expect(await entitlements(`/groups/${group}`)).toMatchObject({
      exists: true,
      mayPost: false,
      restrictions: [{ measure: "suspend_posting" }],
    });
    for (const { id } of people) expect(await entitlements(`/accounts/${id}`)).toMatchObject({ restrictions: [] });

    const lead = await at("lead");
    await lead.goto("/approvals");
    await lead.getByRole("link", { name: new RegExp(`约架群（${language}）`) }).press("Enter");
    await expect(lead).toHaveURL(/\/approvals\/[0-9a-f-]{36}$/);
    // She sees what the other saw: the evidence, the group's facts and each person's own.
    await lead.getByRole("button", { name: said.openEvidence }).press("Enter");
    await expect(lead.getByText("今晚八点老地方，都带上家伙。")).toBeVisible();
    for (const facts of [groupFacts, ...people.map((person) => person.facts)])
      await expect(lead.getByText(facts).first()).toBeVisible();
    await expect(lead.getByText(said.suspendedSince)).toBeVisible();
    await expect(lead.getByText(danger).first()).toBeVisible();
    expect(await faultsOf(lead)).toEqual([]);
    for (const key of ["1", "2", "3"]) await lead.keyboard.press(key);
    await expect(lead.getByRole("button", { name: said.approve })).not.toHaveAttribute("aria-disabled");
    await lead.keyboard.press("Control+Enter");
    await expect(lead.getByText(said.approved).first()).toBeVisible();

    // Each subject's orders reach the platform, which carries them out and says so.
    const ordered = () =>
      platform.arrived
        .filter(({ type, measure }) => type === "measure.ordered" && measure?.subject.externalId.startsWith(group))
        .map(({ measure }) => `${measure?.key} ${measure?.subject.externalId}`)
        .sort();
    await expect
      .poll(ordered, { timeout: 60_000 })
      .toEqual(
        [
          `suspend_posting ${group}`,
          `close_group ${group}`,
          `revoke_founding ${group}-f`,
          `lower_credit ${group}-f`,
          `suspend_management ${group}-m1`,
          `suspend_management ${group}-m2`,
        ].sort(),
      );
    // What was provisional ends once what was approved holds.
    await expect
      .poll(() =>
        platform.arrived.filter(
          ({ type, measure }) => type === "measure.ended" && measure?.subject.externalId === group,
        ),
      )
      .toMatchObject([{ measure: { key: "suspend_posting", endedAs: "replaced" } }]);
    expect(new Set(await platform.receipts())).toEqual(new Set([200]));
    expect(platform.refused).toEqual([]);

    // Four notices, each at an address of its own, each with its own facts and its own appeal.
    const addresses = new Map<string, string>();
    for (const { type, measure, noticeUrl } of platform.arrived)
      if (type === "measure.ordered" && measure?.subject.externalId.startsWith(group))
        addresses.set(measure.subject.externalId, `${noticeUrl}`);
    expect(new Set(addresses.values()).size).toBe(4);
    const facts = new Map([[group, groupFacts], ...people.map((person) => [person.id, person.facts] as const)]);
    const somebody = await signIn(null, { url: installation.url, language });
    for (const [subject, own] of facts) {
      await somebody.goto(addresses.get(subject) as string);
      await expect(somebody.getByText(own).first()).toBeVisible();
      const page = await somebody.content();
      for (const [other, text] of facts) if (other !== subject) expect(page).not.toContain(text);
      expect(page.includes(said.closed)).toBe(subject === group);
      for (const mark of [reporter.externalId, "closing.witness", "亲眼看见"]) expect(page).not.toContain(mark);
      expect(await faultsOf(somebody)).toEqual([]);
      await somebody
        .getByRole("link", { name: new RegExp(said.appeal) })
        .first()
        .press("Enter");
      await expect(somebody).toHaveURL(new RegExp(`/appeal/${addresses.get(subject)?.split("/").at(-1)}$`));
      await expect(somebody.getByRole("textbox").first()).toBeEditable();
    }

    expect(await entitlements(`/groups/${group}`)).toMatchObject({
      exists: false,
      mayPost: false,
      restrictions: [{ measure: "close_group", until: null }],
    });
    expect(await entitlements(`/accounts/${group}-f`)).toMatchObject({ mayFound: false, foundsLeft: 0 });
    for (const manager of ["m1", "m2"])
      expect(await entitlements(`/accounts/${group}-${manager}`)).toMatchObject({
        mayFound: true,
        mayManage: { all: false },
      });
    expect(await entitlements(`/accounts/${group}-x`)).toMatchObject({ restrictions: [] });
  });
