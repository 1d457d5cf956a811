import type { PublicActor } from "../../kernel/actor";
import { after, day } from "../../kernel/calendar";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { currentPolicy } from "../../policy/service";
import { seal } from "../../privacy/seal";
import { sqlState, transact } from "../../transact";
import { answerDays, type FileAppeal, refuse } from "../contract";
import { foundAt } from "../public";
import { type Filed, file } from "../rules";
import { insertAppeal } from "../store";

/** Two who file at once: the second finds that there is one. */
const uniqueViolation = "23505";

const via = { appeal: "notice", objection: "receipt" } as const;

/**
 * Somebody who holds the address of a notice, or the receipt of a report, disagrees: once, and in time.
 * Refuses: missing_notice, already, not_closed, not_standing, late, document_number, erased.
 */
export async function fileAppeal(token: string, { text }: FileAppeal, now: Date): Promise<Filed & { filedAt: Date }> {
  const policy = await currentPolicy();
  const dueAt = after(now, (policy.document.appeals?.answerDays ?? answerDays) * day);
  const id = newId(now);
  const way = token.length === 43 ? via.appeal : via.objection;
  const by: PublicActor = { kind: "public", via: way };
  try {
    return await transact(by, now, async (tx, settle) => {
      const found = await foundAt(tx, token, now);
      if (!found) throw new Refused(refuse("missing_notice"));
      const { appealable } = found;
      const { next, eventId } = settle(file(appealable, text, id, dueAt, now));
      await insertAppeal(tx, {
        id,
        kind: appealable.kind,
        decisionId: appealable.decision.id,
        caseId: appealable.case.id,
        caseNumber: appealable.case.number,
        noticeId: appealable.noticeId,
        reportId: appealable.report?.id ?? null,
        subjectKind: appealable.subject.kind,
        subjectId: appealable.subject.id,
        about: appealable.about,
        text: await seal(tx, now, { about: appealable.about, purpose: `appeal:${id}:text`, value: text }),
        state: next.state,
        filedAt: now,
        dueAt,
        version: next.version,
        eventId,
      });
      return { ...next, filedAt: now };
    });
  } catch (error) {
    if (sqlState(error) === uniqueViolation) throw new Refused(refuse("already"));
    throw error;
  }
}
