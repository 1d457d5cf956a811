import { createKey } from "../../audit/keys";
import { saveDraft } from "../../cases/service/draft";
import { receiveReports } from "../../cases/service/receive";
import { createEndpoint } from "../../delivery/service/endpoint";
import { relay } from "../../delivery/service/relay";
import { returnProposal } from "../../enforcement/service/approve";
import { decide } from "../../enforcement/service/decide";
import { expireMeasures } from "../../enforcement/service/end";
import { createConnection } from "../../intake/service/connections";
import { takePayload } from "../../intake/service/payload";
import { after, day } from "../../kernel/calendar";
import { RegistryLine } from "../../registry/contract";
import { syncOne } from "../../registry/service/sync";
import { makePerson } from "../../testing/cases";
import { claimed, onSubject, reportedCase, subjectNamed } from "../../testing/enforcement";
import { operator, publishDefault } from "../../testing/reports";
import { liftLegalHold, placeLegalHold } from "../service/hold";
import { drain, past, remarkOn } from "./world";

/** Everything that is of the group, or about it, and must be nowhere afterwards but in what was filed. */
export const ofGroup = {
  externalId: "!family-of-qin:example.org",
  name: "秦月华一家人",
  gram: "月华",
  described: "群里天天骂秦家的媳妇",
  unsigned: "不知道谁发的：秦家老三欠钱",
  url: "https://photos.example.test/qin-family",
  facts: "秦家群内长期辱骂一名成员。",
  reasoning: "三名成员的陈述一致，秦家未否认。",
  item: "删除辱骂秦家媳妇的全部信息",
  returned: "第二人：秦家群一项的事实不够",
  draft: "草稿：秦家群主的解释",
  hold: "法院调取秦家群的记录",
  remark: "平台：秦家群执行失败",
  messageId: "$qin-message-1",
  payloadReason: "秦家群又吵起来了",
} as const;

/** Somebody whom only her reports know, by a contact. */
export const ofReporter = {
  contact: "qiaomai.8812@mail.example.test",
  hold: "警方调取荞麦的举报",
  matrixId: "@qiaomai:example.org",
  payloadReason: "荞麦说这人卖假票",
} as const;
/** What she wrote about others, which belongs to their cases. */
export const reporterWrote = "群主收钱不发货。";

/** A group with a history that is over, and people who reported: one by a contact, one by an id of another system. */
export async function makeOtherWorld() {
  await publishDefault(past);
  const moderator = await makePerson(["moderator"], "许清", past);
  const lead = await makePerson(["lead"], "陈默", past);
  const proposes = await makePerson(["compliance_officer"], "苏敏", past);
  const confirms = await makePerson(["compliance_officer"], "方正", past);
  const vkey = await createKey(operator, past);
  await createEndpoint(operator, { url: "https://platform.example.test/hooks", types: [] }, past);
  const line = (value: object) =>
    syncOne(operator, RegistryLine.parse({ updatedAt: past.toISOString(), ...value }), past);
  const { externalId } = ofGroup;
  await line({ kind: "account", externalId: "founder", nickname: "秦守一" });
  await line({ kind: "group", externalId, name: ofGroup.name, founderExternalId: "founder" });
  const group = await subjectNamed("group", externalId);

  const byContact = { contact: ofReporter.contact };
  const found = await reportedCase(
    {
      subject: { type: "message", externalId: ofGroup.messageId, groupExternalId: externalId },
      description: ofGroup.described,
      reporter: byContact,
      evidence: [
        {
          kind: "text",
          role: "reported",
          messageExternalId: ofGroup.messageId,
          text: ofGroup.unsigned,
          url: ofGroup.url,
        },
      ],
    },
    past,
  );
  const neighbour = { reporter: { externalId: "zhou" }, description: ofGroup.described };
  await receiveReports(operator, [{ subject: { type: "group", externalId }, source: "in_app", ...neighbour }], past);
  const written = { facts: ofGroup.facts, reasoning: ofGroup.reasoning };
  const severe = await decide(
    moderator,
    await claimed(moderator, found, { ...written, measures: [onSubject(found, "suspend_posting", 10)] }, past),
    past,
  );
  await returnProposal(lead, { decisionId: severe.decisionId, version: 1, reason: ofGroup.returned }, past);
  const measures = [onSubject(found, "warn_and_rectify", 3, { items: [ofGroup.item] })];
  await decide(moderator, await claimed(moderator, found, { ...written, measures }, past), past);
  await remarkOn(group.id, ofGroup.remark, past);
  await saveDraft(lead, { caseId: found.id, draft: ofGroup.draft }, past);

  // A person's suspension in this one group: the order names the group.
  const person = await reportedCase({ subject: { type: "account", externalId: "poster" } }, past);
  const scoped = [onSubject(person, "suspend_posting", 3, { scope: group.id })];
  await decide(moderator, await claimed(moderator, person, { measures: scoped }, past), past);

  // By the same contact, about another group; spelt otherwise, it is the same person.
  const [other] = await receiveReports(
    operator,
    [
      {
        subject: { type: "group", externalId: "g-shop" },
        source: "web_form",
        category: "fraud_fake_trade",
        description: reporterWrote,
        reporter: { contact: ` ${ofReporter.contact.toUpperCase()} ` },
      },
      { subject: { type: "group", externalId: "g-shop" }, source: "automated" },
    ],
    past,
  );
  if (!other?.ok) throw new Error("her report was refused");
  const shop = await reportedCase({ subject: { type: "group", externalId: "g-shop" } }, past);
  await decide(moderator, await claimed(moderator, shop, { finding: "does_not" }, past), past);

  // By another system: a payload that names the room, the sender and who reported.
  await createConnection(operator, { id: "matrix-two", format: "synapse", source: "in_app" }, past);
  const payload = {
    id: 71,
    received_ts: past.getTime(),
    room_id: externalId,
    event_id: "$event-71",
    user_id: ofReporter.matrixId,
    sender: "@sender:example.org",
    name: ofGroup.name,
    reason: `${ofGroup.payloadReason}；${ofReporter.payloadReason}`,
  };
  const connection = { id: "matrix-two", format: "synapse", source: "in_app" } as const;
  for (const each of [payload, { ...payload, id: 72, event_id: "$event-72", user_id: "@ann:example.org" }])
    await takePayload(operator, connection, Buffer.from(JSON.stringify(each)), past, true);
  const sent = await reportedCase({ subject: { type: "account", externalId: "@sender:example.org" } }, past);
  await decide(moderator, await claimed(moderator, sent, { finding: "does_not" }, past), past);

  const held = { kind: "group", id: group.id, reason: ofGroup.hold } as const;
  const { holdId } = await placeLegalHold(confirms, held, past);
  await liftLegalHold(confirms, { holdId, reason: ofGroup.hold }, past);
  const later = after(past, 12 * day);
  await expireMeasures(later);
  await relay(later);
  await drain(later);
  return { moderator, lead, proposes, confirms, vkey, group, found, person, shop, sent, other };
}
