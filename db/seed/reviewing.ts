import { and, asc, eq } from "drizzle-orm";
import { claimNext } from "../../server/cases/service/claim";
import { receiveReports } from "../../server/cases/service/receive";
import { DecideCase, type ProposedMeasure } from "../../server/enforcement/contract";
import { approve, returnProposal } from "../../server/enforcement/service/approve";
import { decide } from "../../server/enforcement/service/decide";
import { readGround } from "../../server/enforcement/service/ground";
import { holdingOf } from "../../server/enforcement/store-ground";
import type { StaffActor } from "../../server/kernel/actor";
import type { RecommendedMeasure } from "../../server/policy/contract";
import { carriedMeasures, leafOf, recommend } from "../../server/policy/rules";
import { currentPolicy } from "../../server/policy/service";
import { read } from "../../server/read";
import { subjectById } from "../../server/registry/service/subjects";
import { caseRow, decision, evidence } from "../schema";
import type { Chance } from "./random";
import { factsFor } from "./reports";

export { receiveReports };

const items = ["清理群内全部相关信息", "在群公告写明群规并置顶", "指定两名管理者每日巡查"];

const asProposed = (
  measure: RecommendedMeasure,
  subject: ProposedMeasure["subject"],
  facts?: string,
): ProposedMeasure => ({
  key: measure.key,
  subject,
  standing: measure.standing,
  parameters: measure.key === "warn_and_rectify" ? { items } : { ...measure.parameters },
  days: measure.days,
  ...(facts ? { facts } : {}),
});

/**
 * One person takes the next case and decides it as a careful reviewer would: about a third break no rule, the rest
 * follow the ladder, and a closed or suspended group's founder answers for a duty of her own.
 *
 * @param gravely she finds a violation and goes to the top of the ladder, which a second person has to approve; where
 *   that may be, posting is suspended until then.
 * @returns false when nothing waited for her.
 */
export async function reviewNext(by: StaffActor, chance: Chance, now: Date, gravely = false): Promise<boolean> {
  const lease = await claimNext(by, {}, now);
  if (!lease) return false;
  const policy = await currentPolicy();
  const input = await read(async (tx): Promise<DecideCase> => {
    const [found] = await tx.select().from(caseRow).where(eq(caseRow.id, lease.caseId));
    if (!found) throw new Error("a claimed case is not there");
    const reported = await tx
      .select({ id: evidence.id })
      .from(evidence)
      .where(and(eq(evidence.caseId, found.id), eq(evidence.role, "reported")))
      .orderBy(asc(evidence.id))
      .limit(50);
    const base = { caseId: found.id, round: found.round, claimToken: lease.token };
    const leaf = leafOf(policy, found.category ?? "spam_advertising");
    const outcome = gravely
      ? "violates"
      : chance.weighted([
          ["violates", found.severity >= 3 ? 78 : 60],
          ["does_not", found.severity >= 3 ? 19 : 36],
          ["cannot_tell", 3],
        ] as const);
    const findings = reported.map(({ id }) => ({ id, finding: outcome }));
    if (outcome !== "violates" || !leaf)
      return DecideCase.parse({ ...base, finding: outcome === "violates" ? "does_not" : outcome, evidence: findings });
    const nothing = { measures: [] };
    const { ground } = await readGround(tx, found.id, nothing, policy, now);
    const advice = recommend(policy, { ...ground.assessed, severity: gravely ? 4 : leaf.severity });
    const facts = factsFor(chance, leaf.key);
    const own = ground.subjects.get(`${ground.case.subject.kind}:${ground.case.subject.id}`);
    const measures = advice.measures.map((each) => asProposed(each, ground.case.subject));
    const isGone = own?.status === "closed";
    if (isGone) measures.length = 0;
    const isRepeated = !isGone && measures.length === 0;
    if (isRepeated)
      measures.push({
        key: "suspend_posting",
        subject: ground.case.subject,
        standing: "subject",
        parameters: {},
        days: 7,
      });
    const [founder] = [...ground.people].filter(([, standing]) => standing === "founder");
    if (founder && advice.rung >= 2 && !isGone) {
      const [id] = founder;
      const person = await read((reader) => subjectById(reader, "account", id));
      const [held = []] = [...(await holdingOf(tx, [id])).values()];
      for (const each of carriedMeasures(policy, advice.rung, "founder", person?.credit ?? "C"))
        if (!held.some(({ key, until }) => key === each.key && until === null))
          measures.push(
            asProposed(each, { kind: "account", id }, "作为建立者知悉上述信息，在收到成员反映后未予处理。"),
          );
    }
    const isSuspended = own?.holding.some(({ key }) => key === "suspend_posting");
    const isSevere = measures.some(
      ({ key, standing }) => standing === "subject" && (key === "close_group" || key === "blacklist"),
    );
    return DecideCase.parse({
      ...base,
      finding: "violates",
      ...(gravely && isSevere && !isSuspended
        ? { provisional: { hours: 24, reason: "群内正在约定当晚交易，等待复核将造成损失。" } }
        : {}),
      clauses: [leaf.key],
      evidence: findings,
      facts,
      measures,
      reasoning: advice.sentence.zh,
      deviationReason: isGone
        ? "群组已关闭，无须再采取措施。"
        : isRepeated
          ? "原措施仍在执行，期间再犯，从重一档。"
          : gravely
            ? "波及多个群组，从重处理。"
            : measures.length > advice.measures.length
              ? "建立者未尽管理责任，一并处理。"
              : undefined,
    });
  });
  await decide(by, input, now);
  return true;
}

/** A second person answers the proposals that wait, in order; one in nine goes back. */
export async function answerProposals(by: StaffActor, chance: Chance, now: Date): Promise<number> {
  const waiting = await read((tx) =>
    tx
      .select({ id: decision.id, version: decision.version, proposedBy: decision.proposedBy })
      .from(decision)
      .where(eq(decision.state, "proposed"))
      .orderBy(asc(decision.proposedAt), asc(decision.id))
      .limit(50),
  );
  let answered = 0;
  for (const { id, version, proposedBy } of waiting) {
    if (proposedBy === by.id) continue;
    if (chance.is(0.11))
      await returnProposal(by, { decisionId: id, version, reason: "事实尚不足以支持这一措施，请补充证据。" }, now);
    else await approve(by, { decisionId: id, version }, now);
    answered++;
  }
  return answered;
}
