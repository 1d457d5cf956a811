import { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "../../server/router";
import type { Dice } from "../../server/testing/dice";
import type { Asker } from "./ask";

/** What came of asking: an answer, a refusal, which is an answer too, or nothing that could be heard. */
type Said<T> =
  | { readonly kind: "answer"; readonly value: T }
  | { readonly kind: "refusal"; readonly code: string }
  | { readonly kind: "silence" };

async function asked<T>(work: () => Promise<T>): Promise<Said<T>> {
  try {
    return { kind: "answer", value: await work() };
  } catch (error) {
    const refusal = error instanceof TRPCClientError ? (error as TRPCClientError<AppRouter>).data?.refusal : null;
    return refusal ? { kind: "refusal", code: refusal.code } : { kind: "silence" };
  }
}

/** A case that somebody means to decide, and how. */
export type Wish = {
  readonly caseId: string;
  readonly subject: { readonly kind: "group" | "account"; readonly id: string };
  readonly key: "suspend_posting" | "close_group" | "warn";
  readonly days: number | null;
  /** Whether posting is suspended until somebody else has decided. */
  readonly isDanger: boolean;
};

/** What somebody knows of her decision in the end. */
export type Known =
  /** It was answered. */
  | { readonly wish: Wish; readonly end: "answered"; readonly decisionId: string }
  /** She heard nothing, asked again, and was told that it had been made. */
  | { readonly wish: Wish; readonly end: "found made" }
  /** She heard nothing and went home. */
  | { readonly wish: Wish; readonly end: "unknown" };

/** How often a person who heard nothing goes home: of ten. */
const goesHome = 3;

/**
 * Decides one case as a browser does that does not know whether its request came through: it asks again, and believes
 * what it is told.
 *
 * @param isHurried whether somebody who hears nothing may go home.
 * @param pause between two attempts.
 */
export async function decideOne(
  ask: Asker,
  wish: Wish,
  dice: Dice,
  isHurried: boolean,
  pause: () => Promise<void>,
): Promise<Known> {
  const facts = "要求成员绕开平台支付定金。";
  for (let silences = 0; ; ) {
    const lease = await asked(() => ask.cases.claim.mutate({ caseId: wish.caseId }));
    if (lease.kind === "refusal" && lease.code === "cases.transition" && silences > 0)
      return { wish, end: "found made" };
    if (lease.kind === "refusal") throw new Error(`claiming was refused: ${lease.code}`);
    if (lease.kind === "silence") {
      await pause();
      continue;
    }
    const made = await asked(() =>
      ask.enforcement.decide.mutate({
        caseId: wish.caseId,
        round: 1,
        claimToken: lease.value.token,
        finding: "violates",
        clauses: ["fraud_fake_trade"],
        facts,
        measures: [{ key: wish.key, subject: wish.subject, standing: "subject", days: wish.days }],
        deviationReason: "本次情节",
        ...(wish.isDanger ? { provisional: { hours: 24, reason: "当晚仍在收款。" } } : {}),
      }),
    );
    if (made.kind === "answer") return { wish, end: "answered", decisionId: made.value.decisionId };
    if (made.kind === "refusal") throw new Error(`deciding was refused: ${made.code}`);
    silences++;
    if (isHurried && dice.below(10) < goesHome) return { wish, end: "unknown" };
    await pause();
  }
}

/** Approves whatever waits, until nothing does and `isOver`. A proposal that was approved unheard is not there any more. */
export async function approveAll(ask: Asker, isOver: () => boolean, pause: () => Promise<void>): Promise<string[]> {
  const approved: string[] = [];
  const expected = ["enforcement.decision_transition", "enforcement.stale"];
  for (;;) {
    const wasOver = isOver();
    const waiting = await asked(() => ask.approvals.list.query());
    if (waiting.kind === "refusal") throw new Error(`the list of approvals was refused: ${waiting.code}`);
    if (waiting.kind === "answer" && waiting.value.rows.length === 0 && wasOver) return approved;
    for (const { id, version } of waiting.kind === "answer" ? waiting.value.rows : []) {
      const made = await asked(() => ask.approvals.approve.mutate({ decisionId: id, version }));
      if (made.kind === "refusal" && !expected.includes(made.code))
        throw new Error(`approving was refused: ${made.code}`);
      if (made.kind === "answer") approved.push(id);
    }
    await pause();
  }
}
