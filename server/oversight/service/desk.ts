import type { Reader } from "../../../db/client";
import type { StaffActor } from "../../kernel/actor";
import { openMany } from "../../privacy/seal";
import { read } from "../../read";
import type { Named } from "../contract";
import { answeredAfter, answerUntil, askedAfter, mayAnswer, mayOpen, openUntil, standingOf } from "../rules";
import * as store from "../store";
import { purposeOf } from "./request";

/** The words of requests, in their order; null where the colleague's key was destroyed. */
const reasonsOf = (tx: Reader, views: readonly store.NamedView[]) =>
  openMany(
    tx,
    views.map(({ id, staffId, reason }) => ({ about: `staff:${staffId}`, purpose: purposeOf(id), sealed: reason })),
  );

/** Requests and grants that this person has something to do with; the words are those that were written to her or by her. */
export const deskOf = (by: StaffActor, now: Date) =>
  read(async (tx) => {
    const [waiting, grants] = await Promise.all([
      store.waitingViews(tx, by.id, askedAfter(now)),
      store.grantsOf(tx, by.id, answeredAfter(now)),
    ]);
    const toAnswer = waiting.filter(
      (view) => !mayAnswer(view, { active: view.askerActive, roles: view.askerRoles }, by, now),
    );
    const own = waiting.filter((view) => view.askedBy === by.id);
    const shown = [...toAnswer, ...own, ...grants];
    const reasons = await reasonsOf(tx, shown);
    const rows = shown.map((view, at) => ({
      id: view.id,
      staffId: view.staffId,
      name: view.name,
      askerName: view.askerName,
      answererName: view.answererName,
      isOwn: view.askedBy === by.id,
      reason: reasons[at] ?? null,
      askedAt: view.askedAt,
      /** Until when it may be answered, or opens the log. */
      until: openUntil(view) ?? answerUntil(view),
    }));
    const [afterAnswer, afterOwn] = [toAnswer.length, toAnswer.length + own.length];
    return {
      /** What waits for this person's yes or no, oldest first. */
      toAnswer: rows.slice(0, afterAnswer),
      /** What she asked for and nobody answered yet. */
      waiting: rows.slice(afterAnswer, afterOwn),
      /** Grants in force that she asked for or gave, newest first. */
      grants: rows.slice(afterOwn),
    };
  });

/** How this person stands with each of some colleagues: what she last asked for, and whether it opens the log. */
export const standingsOf = (by: StaffActor, { staffIds }: Named, now: Date) =>
  read(async (tx) => {
    const [people, views] = await Promise.all([store.namesOf(tx, staffIds), store.lastAbout(tx, by.id, staffIds)]);
    return people.map(({ id, name }) => {
      const view = views.find(({ staffId }) => staffId === id) ?? null;
      return {
        staffId: id,
        name,
        viewId: view?.id ?? null,
        standing: view && standingOf(view, now),
        isOpen: !mayOpen(view, by, now),
        until: view && (openUntil(view) ?? answerUntil(view)),
      };
    });
  });
