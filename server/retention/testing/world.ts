import { and, eq } from "drizzle-orm";
import { outgoing } from "../../../db/schema";
import { createKey } from "../../audit/keys";
import { sequence } from "../../audit/sequence";
import { saveDraft } from "../../cases/service/draft";
import { receiveReports } from "../../cases/service/receive";
import { createEndpoint } from "../../delivery/service/endpoint";
import { relay } from "../../delivery/service/relay";
import { returnProposal } from "../../enforcement/service/approve";
import { decide } from "../../enforcement/service/decide";
import { expireMeasures } from "../../enforcement/service/end";
import { receiveReceipt } from "../../enforcement/service/receipt";
import { checkFiling, draftFiling, sealFiling } from "../../filings/service";
import { createConnection } from "../../intake/service/connections";
import { takePayload } from "../../intake/service/payload";
import type { StaffActor } from "../../kernel/actor";
import { after, day, fromIsoDay, hour } from "../../kernel/calendar";
import { newId } from "../../kernel/id";
import { read } from "../../read";
import { RegistryLine } from "../../registry/contract";
import { revealField } from "../../registry/service/reveal";
import { syncOne } from "../../registry/service/sync";
import { makePerson } from "../../testing/cases";
import { claimed, onSubject, reportedCase, subjectNamed } from "../../testing/enforcement";
import { refusalOf } from "../../testing/refusal";
import { operator, publishDefault } from "../../testing/reports";
import { liftLegalHold, placeLegalHold } from "../service/hold";

export const past = after(fromIsoDay("2022-10-10"), 10 * hour);
/** The records of October 2022 have been kept for three years. */
export const now = after(fromIsoDay("2026-11-05"), 10 * hour);
export const her = "@lin7731:example.org";

/** Everything that is hers, or about her, and must be nowhere afterwards. */
export const planted = {
  nickname: "林晚照的小号",
  gram: "晚照",
  externalId: her,
  phone: "13912347731",
  token: "tok-9f1c-lin",
  method: "三要素核验",
  contact: "lin7731@example.test",
  message: "加我微信 linwan7731 先付定金",
  url: "https://pay.example.test/lin7731",
  described: "她私下收取定金三百元",
  facts: "要求成员绕开平台向林某支付定金。",
  reasoning: "两名成员的陈述一致，林某未否认。",
  ownFacts: "作为建立者，林某对违规信息长期不予处理。",
  draft: "草稿：林某的解释不可信",
  reason: "核对林某的实名情况",
  returned: "第二人：林某一项的事实不够",
  remark: "平台：林某的设备已登出",
  hold: "法院调取林某的聊天记录",
  payload: "林晚照又在群里卖号",
  messageId: "$lin-message-1",
} as const;

/** What is about others, and must stay readable. */
export const others = {
  paid: "我已付款，请核实。",
  described: "群主长期辱骂成员。",
  groupFacts: "群内长期交易账号。",
} as const;

export const drain = async (at: Date) => {
  while ((await sequence(at)) > 0);
};

/** The platform says that it could not carry out the first order about a subject, and why. */
export async function remarkOn(subjectId: string, reason: string, at: Date): Promise<void> {
  const [order] = await read((tx) =>
    tx
      .select({ id: outgoing.id })
      .from(outgoing)
      .where(and(eq(outgoing.subjectId, subjectId), eq(outgoing.type, "measure.ordered")))
      .limit(1),
  );
  if (!order) throw new Error("nothing was ordered about this subject");
  const key = { kind: "key", id: newId(at), scopes: ["orders:write"], sources: [] } as const;
  await receiveReceipt(key, order.id, { result: "failed", reason, at }, at, async () => undefined);
}

/** An account with a history that is over, wherever the product keeps data of a person. */
export async function makeWorld() {
  await publishDefault(past);
  const moderator = await makePerson(["moderator"], "许清", past);
  const lead = await makePerson(["lead"], "陈默", past);
  const proposes = await makePerson(["compliance_officer"], "苏敏", past);
  const confirms = await makePerson(["compliance_officer"], "方正", past);
  const vkey = await createKey(operator, past);
  await createEndpoint(operator, { url: "https://platform.example.test/hooks", types: [] }, past);
  const line = (value: object) =>
    syncOne(operator, RegistryLine.parse({ updatedAt: past.toISOString(), ...value }), past);
  await line({
    kind: "account",
    externalId: her,
    nickname: planted.nickname,
    phone: planted.phone,
    verification: { state: "verified", method: planted.method, token: planted.token, at: past.toISOString() },
  });
  await line({ kind: "group", externalId: "g-walk", name: "晨跑群", founderExternalId: her });

  // About her: a message of hers, with another's beside it.
  const found = await reportedCase(
    {
      subject: { type: "message", externalId: planted.messageId, groupExternalId: "g-walk", authorExternalId: her },
      description: planted.described,
      reporter: { externalId: "zhou", contact: "zhou@example.test" },
      evidence: [
        {
          kind: "text",
          role: "reported",
          messageExternalId: planted.messageId,
          authorExternalId: her,
          text: planted.message,
          url: planted.url,
        },
        {
          kind: "text",
          role: "context",
          messageExternalId: "$m2",
          authorExternalId: "@wu:example.org",
          text: others.paid,
        },
        { kind: "text", role: "context", messageExternalId: "$m3", text: planted.payload },
      ],
    },
    past,
  );
  await saveDraft(moderator, { caseId: found.id, draft: planted.draft }, past);
  const account = await subjectNamed("account", her);
  await decide(
    moderator,
    await claimed(
      moderator,
      found,
      { facts: planted.facts, reasoning: planted.reasoning, measures: [onSubject(found, "suspend_posting", 3)] },
      past,
    ),
    past,
  );
  await revealField(lead, { accountId: account.id, field: "phone", reason: planted.reason }, past);

  // About a group that she founded: the decision carries a measure on her.
  await line({ kind: "group", externalId: "g-trade", name: "账号交易群", founderExternalId: her });
  const trade = await reportedCase({ subject: { type: "group", externalId: "g-trade" } }, past);
  await decide(
    moderator,
    await claimed(
      moderator,
      trade,
      {
        facts: others.groupFacts,
        measures: [
          onSubject(trade, "suspend_posting", 3),
          {
            key: "suspend_management",
            subject: { kind: "account", id: account.id },
            standing: "founder",
            parameters: { groups: "all" },
            days: 5,
            facts: planted.ownFacts,
          },
        ],
      },
      past,
    ),
    past,
  );

  // By her, about others; and by another system, about her.
  const [filed] = await receiveReports(
    operator,
    [
      {
        subject: { type: "group", externalId: "g-abuse" },
        source: "in_app",
        category: "fraud_fake_trade",
        description: others.described,
        reporter: { externalId: her, contact: planted.contact },
      },
    ],
    past,
  );
  if (!filed?.ok) throw new Error("her report was refused");
  await createConnection(operator, { id: "matrix-one", format: "synapse", source: "in_app" }, past);
  const [payload] = [
    {
      id: 70,
      received_ts: past.getTime(),
      room_id: "!room:example.org",
      event_id: "$event-70",
      user_id: "@ann:example.org",
      sender: her,
      reason: planted.payload,
    },
  ];
  await takePayload(
    operator,
    { id: "matrix-one", format: "synapse", source: "in_app" },
    Buffer.from(JSON.stringify(payload)),
    past,
    true,
  );
  const second = await reportedCase({ subject: { type: "account", externalId: her } }, past);
  await decide(moderator, await claimed(moderator, second, { finding: "does_not" }, past), past);
  // Sent back once, with words; a remark of the platform's; a hold that is over; words left in a rail.
  const third = await reportedCase({ subject: { type: "account", externalId: her } }, past);
  const proposed = await decide(
    moderator,
    await claimed(moderator, third, { measures: [onSubject(third, "suspend_posting", 10)] }, past),
    past,
  );
  await returnProposal(lead, { decisionId: proposed.decisionId, version: 1, reason: planted.returned }, past);
  await decide(moderator, await claimed(moderator, third, { finding: "does_not" }, past), past);
  await saveDraft(lead, { caseId: third.id, draft: planted.draft }, past);
  const { holdId } = await placeLegalHold(confirms, { kind: "account", id: account.id, reason: planted.hold }, past);
  await liftLegalHold(confirms, { holdId, reason: planted.hold }, past);
  await remarkOn(account.id, planted.remark, past);
  await expireMeasures(after(past, 6 * day));
  await relay(after(past, 6 * day));
  await drain(after(past, 6 * day));
  return { moderator, lead, proposes, confirms, vkey, account, found, trade, filed };
}

/** A sealed report of October 2022. */
export async function sealOctober(prepares: StaffActor, seals: StaffActor, at: Date): Promise<string> {
  const draft = () =>
    draftFiling(
      prepares,
      {
        specification: "disposition",
        periodStart: "2022-10-01",
        periodEnd: "2022-11-01",
        provider: "星渡网络科技有限公司",
        office: "省互联网信息办公室",
        letterNumber: "星渡函〔2022〕17号",
      },
      at,
    );
  // Nothing happened since: the first try closes the period, and its entry has to reach the log.
  await refusalOf(draft());
  await drain(at);
  const { number } = await draft();
  const waivers = { receipts: "平台仍在执行。", notices: "账号已注销。" };
  const { version } = await checkFiling(prepares, { number, version: 1, waivers }, at);
  await sealFiling(seals, { number, version }, at);
  await drain(at);
  return number;
}
