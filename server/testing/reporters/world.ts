import { eq } from "drizzle-orm";
import { caseRow } from "../../../db/schema";
import { fileAppeal } from "../../appeals/service/file";
import { noteFirstView, ruleAppeal, takeAppeal } from "../../appeals/service/review";
import { ruledOn, ruling, tokenTo } from "../../appeals/testing/world";
import { claimCase } from "../../cases/service/claim";
import { receiveReports } from "../../cases/service/receive";
import type { DecideCase, ProposedMeasure } from "../../enforcement/contract";
import { approve, returnProposal, withdrawProposal } from "../../enforcement/service/approve";
import { keepListed } from "../../enforcement/service/blacklist";
import { decide } from "../../enforcement/service/decide";
import {
  checkRectification,
  expireMeasures,
  liftMeasure,
  markOverdue,
  reverseMeasure,
} from "../../enforcement/service/end";
import { submitRectification } from "../../enforcement/service/rectification";
import { takePayload } from "../../intake/service/payload";
import { after, day, hour, isoDay, minute } from "../../kernel/calendar";
import { read } from "../../read";
import { RegistryLine } from "../../registry/contract";
import { syncOne } from "../../registry/service/sync";
import { makePerson } from "../cases";
import { measuresOf, type OpenCase, onSubject, seat, stated } from "../enforcement";
import { operator } from "../reports";
import { plants } from "./plants";

const origin = { origin: "key:019aa000-0000-7000-8000-000000000000" };
/** Words for colleagues alone: they name the reporter, and leave nowhere. */
export const inside = `据${plants.name}（${plants.id}，${plants.mail}）反映；${plants.wechat}；${plants.office}${plants.officer}`;
const described = `我是${plants.name}，昨天在他那里交了${plants.phrase}，转账以后就被拉黑了。`;

type Kind = "group" | "account";
export type Reported = {
  readonly found: OpenCase;
  /** Of the platform's reporter, who may be told the number of her own report, of the public form's, and of the regulator. */
  readonly receipts: readonly [string, string, string];
};
type About = { readonly kind: Kind; readonly externalId: string };

/**
 * Reports of planted people about planted or other subjects, and everything that staff can do about them, severe and
 * not: by services, at given times.
 *
 * @param prefix of all ids outside, so that several worlds fit one database.
 */
export async function openWorld(prefix: string, at: Date) {
  const moderator = await makePerson(["moderator"], "许清", at);
  const lead = await makePerson(["lead"], "陈默", at);
  const second = await makePerson(["lead"], "何川", at);
  const officer = await makePerson(["appeals_officer"], "方圆", at);
  let made = 0;
  const next = (kind: Kind): About => ({ kind, externalId: `${prefix}-${kind}-${++made}` });
  const receipts: string[] = [];
  const about: string[] = [];

  const line = (value: object) => syncOne(operator, RegistryLine.parse({ updatedAt: at.toISOString(), ...value }), at);
  await line({
    kind: "account",
    externalId: plants.id,
    nickname: plants.nickname,
    phone: plants.phone,
    verification: { state: "verified", method: plants.method, token: plants.token, at: at.toISOString() },
  });

  /** Three people report one subject, each in her own way; by another system's payload, a fourth. */
  async function report({ kind, externalId }: About, when: Date): Promise<Reported> {
    const subject = { type: kind, externalId } as const;
    const category = "fraud_fake_trade";
    const answers = [
      ...(await receiveReports(
        operator,
        [
          {
            subject,
            category,
            source: "in_app",
            externalId: `${prefix}-report-${++made}`,
            description: described,
            reporter: { externalId: plants.id, contact: `${plants.name} ${plants.mail}` },
            evidence: [{ kind: "text", role: "reported", text: "先付定金，私下转账。" }],
          },
        ],
        when,
        origin,
      )),
      ...(await receiveReports(
        operator,
        [
          {
            subject,
            category,
            source: "web_form",
            description: plants.otherPhrase,
            reporter: { externalId: plants.otherId, contact: `${plants.shortName}，微信 ${plants.wechat}` },
          },
          {
            subject,
            category,
            source: "regulator",
            description: `${plants.officer}来函`,
            reporter: { contact: `${plants.officer} ${plants.officeContact}` },
            regulator: { office: plants.office, letterNumber: plants.letter, dueAt: after(when, day).toISOString() },
          },
        ],
        when,
      )),
    ];
    const own = answers.map((answer) => {
      if (!answer.ok) throw new Error(`a report of this world was refused: ${answer.refusal.code}`);
      return answer;
    });
    const number = own[0]?.caseNumber as number;
    const [found] = await read((tx) => tx.select().from(caseRow).where(eq(caseRow.number, number)));
    const told = own.map(({ receipt }) => receipt) as [string, string, string];
    receipts.push(...told);
    about.push(externalId);
    return { found: found as OpenCase, receipts: told };
  }

  /** Decides, the second person returning it once and approving it then, where one is needed. */
  async function rule(found: OpenCase, given: Partial<DecideCase>, when: Date): Promise<void> {
    const isGrave = given.measures?.some(({ key, standing }) => key === "close_group" && standing === "subject");
    const danger = isGrave ? { provisional: { hours: 24, reason: "当晚将组织线下诈骗。" } } : {};
    const input = async () => {
      const lease = await claimCase(moderator, { caseId: found.id }, when);
      return stated(found, lease.token, { reasoning: inside, deviationReason: inside, ...danger, ...given });
    };
    const first = await decide(moderator, await input(), when);
    if (first.state !== "proposed") return;
    await returnProposal(lead, { decisionId: first.decisionId, version: 1, reason: inside }, when);
    const second = await decide(moderator, await input(), when);
    await withdrawProposal(moderator, { decisionId: second.decisionId, version: 1 }, when);
    const { decisionId } = await decide(moderator, await input(), when);
    await approve(lead, { decisionId, version: 1 }, when);
  }

  const punish = async (subject: About, measures: (found: OpenCase) => ProposedMeasure[], when: Date) => {
    const reported = await report(subject, when);
    await rule(reported.found, { measures: measures(reported.found) }, when);
    return reported;
  };
  const row = async (subjectId: string, key: string) => {
    const found = (await measuresOf(subjectId)).findLast((each) => each.key === key && each.state === "in_force");
    if (!found) throw new Error(`no ${key} in force in this world`);
    return { measureId: found.id, version: found.version };
  };

  /** An objection by the reporter: her words, and what she is told, are hers. */
  async function object(receipt: string, word: "upheld" | "overturned" | "inadmissible", when: Date): Promise<void> {
    const text = `我不同意。${plants.objection}，我叫${plants.name}。`;
    const { id } = await fileAppeal(receipt, { text }, when);
    await takeAppeal(officer, { appealId: id, version: 1 }, when);
    await noteFirstView(officer, { appealId: id, version: 2, finding: "violates", note: inside }, when);
    await ruleAppeal(officer, ruling(id, { ruling: word, reasons: `${plants.name}，我们再次核实了。` }), when);
  }

  return { moderator, lead, second, officer, next, report, rule, punish, row, object, line, receipts, about };
}
export type World = Awaited<ReturnType<typeof openWorld>>;

const asOf = (standing: "founder" | "manager", id: string, measure: Omit<ProposedMeasure, "subject" | "standing">) => ({
  ...measure,
  subject: { kind: "account" as const, id },
  standing,
  facts: "未履行管理职责，长期放任违规信息。",
});

/** Groups with founder and manager: what ends by itself, what is put right and what is not, what is closed. */
export async function driveGroups(world: World, at: Date, canExpire: boolean): Promise<void> {
  const { next, punish, row, rule, lead, moderator } = world;
  const seats = async (group: string) => {
    const founder = await seat(group, `${group}-founder`, "founder", at);
    const manager = await seat(group, `${group}-manager`, "manager", at);
    world.about.push(`${group}-founder`, `${group}-manager`);
    return { founder: founder.account.id, manager: manager.account.id };
  };
  const mild = next("group");
  const people = await seats(mild.externalId);
  await punish(
    mild,
    (found) => [
      onSubject(found, "suspend_posting", 3),
      asOf("founder", people.founder, { key: "lower_credit", parameters: { to: "D" }, days: 5 }),
      asOf("manager", people.manager, { key: "warn", parameters: {}, days: null }),
    ],
    at,
  );

  const owing = async () => {
    const group = next("group");
    const { found } = await punish(
      group,
      (each) => [onSubject(each, "warn_and_rectify", 2, { items: ["删除引流信息"] })],
      at,
    );
    return { found, token: await tokenTo(found.id, found.subjectId) };
  };
  const good = await owing();
  await submitRectification(good.token, { text: "引流信息已全部删除，逐条核对过。" }, after(at, hour));
  await checkRectification(
    moderator,
    { ...(await row(good.found.subjectId, "warn_and_rectify")), verdict: "passed", note: inside },
    after(at, 2 * hour),
  );
  const bad = await owing();
  await submitRectification(bad.token, { text: "没有什么需要改正的，随便看。" }, after(at, hour));
  await checkRectification(
    moderator,
    { ...(await row(bad.found.subjectId, "warn_and_rectify")), verdict: "failed", note: inside },
    after(at, 2 * hour),
  );
  const round = { ...bad.found, round: bad.found.round + 1 };
  await rule(round, { measures: [onSubject(round, "suspend_posting", 30)] }, after(at, 3 * hour));

  const closing = next("group");
  const two = await seats(closing.externalId);
  await punish(
    closing,
    (found) => [
      onSubject(found, "close_group"),
      onSubject(found, "blacklist", 90, { functions: ["post"] }),
      asOf("founder", two.founder, { key: "revoke_founding", parameters: {}, days: null }),
      asOf("manager", two.manager, { key: "suspend_management", parameters: { groups: "all" }, days: 60 }),
    ],
    at,
  );
  if (!canExpire) return;
  await owing();
  await markOverdue(after(at, 3 * day));
  await expireMeasures(after(at, 6 * day));
  await liftMeasure(
    lead,
    { ...(await row(two.manager, "suspend_management")), reason: inside },
    after(at, 6 * day + hour),
  );
}

/** Accounts: each measure, lifted, reversed, reviewed. */
export async function driveAccounts(world: World, at: Date): Promise<void> {
  const { next, punish, row, lead } = world;
  const { found } = await punish(
    next("account"),
    (each) => [
      onSubject(each, "warn"),
      onSubject(each, "suspend_posting", 10),
      onSubject(each, "lower_credit", 30, { to: "E" }),
      onSubject(each, "suspend_management", 40),
      onSubject(each, "revoke_founding"),
      onSubject(each, "blacklist", 90, { functions: ["post", "found", "join", "manage"] }),
    ],
    at,
  );
  const id = found.subjectId;
  const soon = after(at, hour);
  const until = isoDay(after(at, 200 * day));
  await keepListed(lead, { ...(await row(id, "blacklist")), until, reason: inside }, soon);
  await liftMeasure(lead, { ...(await row(id, "suspend_posting")), reason: inside }, soon);
  for (const key of ["blacklist", "lower_credit", "revoke_founding", "suspend_management", "warn"])
    await reverseMeasure(lead, { ...(await row(id, key)), reason: inside }, after(soon, minute));
}

/** An appeal with each ruling, a founder's among them, and an objection with each; one of them leads to a measure. */
export async function driveAppeals(world: World, at: Date): Promise<void> {
  const { next, punish, report, rule, object, officer } = world;
  const soon = after(at, hour);
  for (const word of ["upheld", "modified", "overturned", "inadmissible"] as const) {
    const { found } = await punish(next("account"), (each) => [onSubject(each, "suspend_posting", 7)], at);
    const instead = word === "modified" ? [{ key: "suspend_posting" as const, parameters: {}, days: 2 }] : [];
    await ruledOn(officer, await tokenTo(found.id, found.subjectId), { ruling: word, instead }, soon);
  }
  for (const word of ["upheld", "overturned", "inadmissible"] as const) {
    const { found, receipts } = await report(next("account"), at);
    await rule(found, { finding: "does_not", facts: "证据中没有收款。", clauses: [], measures: [] }, at);
    await object(receipts[0], word, soon);
    if (word !== "overturned") continue;
    const round = { ...found, round: found.round + 1 };
    await rule(round, { measures: [onSubject(round, "suspend_posting", 7)] }, after(soon, hour));
  }
}

/** A payload of another system, which names who reported. */
export async function drivePayload(world: World, connection: string, at: Date): Promise<void> {
  const sender = `@${world.next("account").externalId}:example.org`;
  const payload = {
    id: 70,
    received_ts: at.getTime(),
    room_id: "!room:example.org",
    event_id: "$event-70",
    user_id: plants.matrixId,
    sender,
    reason: plants.otherPhrase,
  };
  const connected = { id: connection, format: "synapse", source: "in_app" } as const;
  const { entries } = await takePayload(operator, connected, Buffer.from(JSON.stringify(payload)), at, true);
  const [entry] = entries;
  if (!entry?.result.ok) throw new Error("the payload of this world was refused");
  const number = entry.result.caseNumber;
  const [found] = await read((tx) => tx.select().from(caseRow).where(eq(caseRow.number, number)));
  world.receipts.push(entry.result.receipt);
  world.about.push(sender);
  await world.rule(found as OpenCase, { measures: [onSubject(found as OpenCase, "suspend_posting", 3)] }, at);
}
