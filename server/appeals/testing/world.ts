import { and, asc, eq } from "drizzle-orm";
import { appeal, decision, measure, notice, outgoing, report } from "../../../db/schema";
import { noticeToken } from "../../delivery/service/order";
import type { StaffActor } from "../../kernel/actor";
import { read } from "../../read";
import type { RuleAppeal } from "../contract";
import { fileAppeal } from "../service/file";
import { noteFirstView, ruleAppeal, takeAppeal } from "../service/review";

export const words = "我没有收取定金，聊天记录可以证明。";

/** The address part of the first notice about a case to one subject. */
export async function tokenTo(caseId: string, subjectId: string): Promise<string> {
  const [row] = await read((tx) =>
    tx
      .select({ id: notice.id })
      .from(notice)
      .innerJoin(decision, eq(decision.id, notice.decisionId))
      .where(and(eq(decision.caseId, caseId), eq(notice.subjectId, subjectId)))
      .orderBy(asc(notice.issuedAt), asc(notice.id)),
  );
  if (!row) throw new Error("nobody was told of this decision");
  return noticeToken(row.id);
}

/** Files an appeal, which an officer takes and looks at. */
export async function reviewed(officer: StaffActor, token: string, now: Date): Promise<string> {
  const { id } = await fileAppeal(token, { text: words }, now);
  await takeAppeal(officer, { appealId: id, version: 1 }, now);
  await noteFirstView(officer, { appealId: id, version: 2, finding: "does_not", note: "证据中没有收款。" }, now);
  return id;
}

export const ruling = (appealId: string, given: Partial<RuleAppeal> & Pick<RuleAppeal, "ruling">): RuleAppeal => ({
  appealId,
  version: 3,
  reasons: "证据不足以认定。",
  instead: [],
  ...given,
});

/** Files, takes, looks and rules. */
export async function ruledOn(
  officer: StaffActor,
  token: string,
  given: Partial<RuleAppeal> & Pick<RuleAppeal, "ruling">,
  now: Date,
): Promise<string> {
  const id = await reviewed(officer, token, now);
  await ruleAppeal(officer, ruling(id, given), now);
  return id;
}

export const decisionsOf = (caseId: string) =>
  read((tx) => tx.select().from(decision).where(eq(decision.caseId, caseId)).orderBy(asc(decision.round)));
export const reportStates = async (caseId: string) =>
  (
    await read((tx) =>
      tx.select({ state: report.state }).from(report).where(eq(report.caseId, caseId)).orderBy(asc(report.id)),
    )
  ).map(({ state }) => state);
export const ledgerOf = async (decisionId: string) =>
  (
    await read((tx) =>
      tx
        .select()
        .from(measure)
        .where(eq(measure.decisionId, decisionId))
        .orderBy(asc(measure.enteredAt), asc(measure.key)),
    )
  ).map(({ key, state, reverses, subjectId }) => ({ key, state, isReversal: reverses !== null, subjectId }));
export const sentAbout = (subjectId: string) =>
  read((tx) =>
    tx.select().from(outgoing).where(eq(outgoing.subjectId, subjectId)).orderBy(asc(outgoing.at), asc(outgoing.id)),
  );
export const appealRow = async (id: string) => {
  const [row] = await read((tx) => tx.select().from(appeal).where(eq(appeal.id, id)));
  if (!row) throw new Error("no such appeal in this test");
  return row;
};
