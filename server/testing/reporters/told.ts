import { answerQuestion, askAppellant } from "../../appeals/service/dialogue";
import { fileAppeal } from "../../appeals/service/file";
import { attachFile } from "../../appeals/service/files";
import { noteFirstView, ruleAppeal, takeAppeal } from "../../appeals/service/review";
import { ruling, tokenTo } from "../../appeals/testing/world";
import { approve } from "../../enforcement/service/approve";
import { importBlacklist } from "../../enforcement/service/import-blacklist";
import { proposeIncident } from "../../incidents/service/propose";
import { carriedOut, content, drafted, takenBack } from "../../incidents/testing/world";
import { after, hour } from "../../kernel/calendar";
import type { FieldFault } from "../../kernel/refusal";
import { nextLabel } from "../../notices/rules";
import { beginDraft, proposeDraft, publishDraft, saveDraft, withdrawDraft } from "../../notices/service/draft";
import { showVersion } from "../../notices/service/show";
import { makePerson } from "../cases";
import { onSubject } from "../enforcement";
import { refusalOf } from "../refusal";
import { plants } from "./plants";
import { inside, type World } from "./world";

/** What was refused because it told of a reporter: what it was, and the fields that the refusal names. */
export type Kept = { readonly what: string; readonly fields: readonly FieldFault[] };

const keep = async (what: string, work: Promise<unknown>): Promise<Kept> => ({
  what,
  fields: (await refusalOf(work))?.fields ?? [],
});
/** Files an appeal, which the officer takes and looks at. */
async function viewed(world: World, address: string, text: string, at: Date): Promise<string> {
  const { id: appealId } = await fileAppeal(address, { text }, at);
  await takeAppeal(world.officer, { appealId, version: 1 }, at);
  await noteFirstView(world.officer, { appealId, version: 2, finding: "does_not", note: inside }, at);
  return appealId;
}

const naming = `据${plants.shortName}反映，情况属实。`;

/**
 * Appeals and objections in which officer and appellant speak with each other: each time the officer tries to tell who
 * reported, and then does not.
 */
export async function driveDialogues(world: World, at: Date): Promise<Kept[]> {
  const { next, punish, report, rule, officer } = world;
  const soon = after(at, hour);
  const kept: Kept[] = [];
  const { found } = await punish(next("account"), (each) => [onSubject(each, "suspend_posting", 7)], at);
  const token = await tokenTo(found.id, found.subjectId);
  const appealId = await viewed(world, token, "我没有收取定金，聊天记录可以证明。", soon);
  kept.push(
    await keep("a question", askAppellant(officer, { appealId, version: 3, text: `${naming}您有何说明？` }, soon)),
  );
  await askAppellant(officer, { appealId, version: 3, text: "聊天记录由谁发出？" }, soon);
  await answerQuestion(token, { text: "是群里别的成员发的。" }, soon);
  await attachFile(token, "说明.txt", Buffer.from("没有收款，附上记录。"), soon);
  const told = ruling(appealId, { ruling: "upheld", version: 6 });
  kept.push(await keep("a ruling", ruleAppeal(officer, { ...told, reasons: naming }, soon)));
  await ruleAppeal(officer, told, soon);

  // Whoever objects is told of herself, and of nobody else who reported.
  const other = await report(next("account"), at);
  await rule(other.found, { finding: "does_not", facts: "证据中没有收款。", clauses: [], measures: [] }, at);
  const [receipt] = other.receipts;
  const objection = await viewed(world, receipt, `我不同意。${plants.objection}，我叫${plants.name}。`, soon);
  const asks = { appealId: objection, version: 3 };
  kept.push(
    await keep("a question to a reporter", askAppellant(officer, { ...asks, text: `${naming}您认识她吗？` }, soon)),
  );
  await askAppellant(officer, { ...asks, text: `${plants.name}，转账记录还在吗？` }, soon);
  await answerQuestion(receipt, { text: `还在，寄到${plants.objection}。` }, soon);
  await attachFile(receipt, `${plants.name}的转账记录.txt`, Buffer.from(`收款人不明，${plants.wechat}`), soon);
  const answered = ruling(objection, { ruling: "upheld", version: 6 });
  kept.push(await keep("a ruling to a reporter", ruleAppeal(officer, { ...answered, reasons: naming }, soon)));
  await ruleAppeal(officer, { ...answered, reasons: `${plants.name}，我们再次核实了。` }, soon);
  return kept;
}

/** An administrator writes who reported into the texts of all notices; nobody publishes them. */
export async function driveTexts(world: World, at: Date): Promise<Kept[]> {
  const admin = await makePerson(["admin"], "邵航", at);
  const begun = await beginDraft(admin, at);
  const { label: before, texts } = await showVersion();
  const label = nextLabel(before);
  const named = { ...texts, warn: { ...texts.warn, zh: `${naming}${texts.warn.zh}` } };
  const saved = await saveDraft(admin, { ...begun, label, texts: named }, at);
  const proposed = await proposeDraft(admin, saved, at);
  const kept = await keep("texts of notices", publishDraft(world.lead, proposed, at));
  const withdrawn = await withdrawDraft(admin, proposed, at);
  const mended = { ...texts, warn: { ...texts.warn, zh: `${texts.warn.zh}请遵守规则。` } };
  const again = await saveDraft(admin, { ...withdrawn, label, texts: mended }, at);
  await publishDraft(world.lead, await proposeDraft(admin, again, at), at);
  return [kept];
}

/** Who reported an earlier case of a subject is not told in a later one: not by a list that is brought in, not by an incident. */
export async function driveLater(world: World, at: Date): Promise<Kept[]> {
  const { next, report, rule, lead, second } = world;
  const soon = after(at, hour);
  const kept: Kept[] = [];
  const cleared = async () => {
    const about = next("account");
    const { found } = await report(about, at);
    await rule(found, { finding: "does_not", facts: "证据中没有收款。", clauses: [], measures: [] }, at);
    return about.externalId;
  };
  const header = "kind,externalId,functions,reviewDays,clause,facts,reason";
  const listed = await cleared();
  const line = (facts: string) => ({
    text: [header, `account,${listed},post,90,fraud_fake_trade,${facts},据${plants.name}来信`].join("\n"),
  });
  kept.push(await keep("a list that is brought in", importBlacklist(lead, line(naming), soon)));
  const [row] = await importBlacklist(lead, line("收取定金后失联，多次被查实。"), soon);
  await approve(second, { decisionId: row?.decisionId as string, version: 1 }, soon);

  const unreported = next("account").externalId;
  await world.line({ kind: "account", externalId: unreported, nickname: "夜市阿明" });
  world.about.push(unreported);
  const ids = [await cleared(), await cleared(), unreported];
  const said = content([], {
    selection: { by: "list", kind: "account", text: ids.join("\n") },
    measure: { key: "suspend_posting", parameters: {}, days: 3 },
  });
  const wrong = await drafted(lead, { ...said, facts: naming }, soon);
  kept.push(await keep("an incident", proposeIncident(lead, { incidentId: wrong.incidentId, version: 1 }, soon)));
  const { incidentId } = await carriedOut([lead, second], { ...said, title: `${plants.name}来信专项` }, soon);
  await takenBack([lead, second], incidentId, 4, after(soon, hour));
  return kept;
}
