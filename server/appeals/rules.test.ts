import { describe, expect, it } from "vitest";
import { decisionStates } from "../enforcement/contract";
import { day, after as later } from "../kernel/calendar";
import { testNow } from "../testing/cases";
import { appealKinds, appealStates, rulings, rulingsOf } from "./contract";
import {
  type AppealAct,
  type Appealable,
  appealMove,
  appealTable,
  file,
  mayFile,
  mayReview,
  mayRule,
  noteView,
  type Reviewed,
  rule,
  take,
} from "./rules";

const now = testNow();
const officer = { id: "officer", isOwn: false };

const appealable: Appealable = {
  kind: "appeal",
  decision: { id: "decision", state: "effective" },
  case: { id: "case", number: 7 },
  noticeId: "notice",
  isProvisional: false,
  report: null,
  subject: { kind: "account", id: "account" },
  about: "account:account",
  until: later(now, day),
  hasAppealed: false,
};

const reviewed: Reviewed = {
  id: "appeal",
  kind: "appeal",
  state: "in_review",
  version: 3,
  reviewerId: officer.id,
  decisionId: "decision",
  decisionState: "effective",
  case: { id: "case", number: 7 },
  subject: { kind: "account", id: "account" },
  about: "account:account",
  makers: ["proposer", "approver"],
  dueAt: later(now, day),
  askedAt: null,
  answerBy: null,
};
const given = { version: 3, ruling: "overturned" as const, reasons: "证据不足。", instead: [] };

/** Every allowed move. Source: `domain.md`, "States"; all others are refused. */
const allowed: Readonly<Record<string, string>> = {
  "filed take": "in_review",
  "in_review take": "in_review",
  "awaiting_appellant take": "awaiting_appellant",
  "in_review ask": "awaiting_appellant",
  "awaiting_appellant answer": "in_review",
  "awaiting_appellant give_up": "in_review",
  "in_review uphold": "upheld",
  "in_review modify": "modified",
  "in_review overturn": "overturned",
  "in_review dismiss": "inadmissible",
};

describe("the states of an appeal", () => {
  const moves = appealStates.flatMap((from) =>
    (Object.keys(appealTable) as AppealAct[]).map((act) => [from, act, allowed[`${from} ${act}`]] as const),
  );
  it.each(moves)("%s, %s → %s", (from, act, to) => {
    const move = appealMove(from, act);
    if (to) expect(move).toEqual({ ok: true, to });
    else expect(move).toMatchObject({ ok: false, refusal: { code: "appeals.transition", details: { from, act } } });
  });
});

describe("filing", () => {
  it.each([
    ["in time, the first", {}, null],
    ["in the last millisecond", { until: later(now, 1) }, null],
    ["at the end of the time", { until: now }, "late"],
    ["a second time", { hasAppealed: true }, "already"],
    ["a second time, too late", { hasAppealed: true, until: now }, "already"],
    ["about a report that was upheld", { report: { id: "r", state: "upheld" } }, "not_closed"],
    ["about a report without an outcome", { report: { id: "r", state: "attached" } }, "not_closed"],
    ["about a report that was not upheld", { report: { id: "r", state: "not_upheld" } }, null],
  ] as const)("%s", (_, change, code) => {
    expect(mayFile({ ...appealable, ...change }, now)?.code ?? null).toBe(code && `appeals.${code}`);
  });

  it.each(decisionStates)("against a decision that is %s", (state) => {
    const stands = state === "effective" || state === "modified";
    const refusal = mayFile({ ...appealable, decision: { id: "decision", state } }, now);
    expect(refusal?.code ?? null).toBe(stands ? null : "appeals.not_standing");
  });

  it("keeps the words out of the public part of its entry", () => {
    const verdict = file(appealable, "我没有卖过假货。", "appeal", now, now);
    if (!verdict.ok) throw new Error(verdict.refusal.code);
    expect(JSON.stringify(verdict.entry.pub)).not.toContain("假货");
    expect(verdict.entry).toMatchObject({ action: "appeal.filed", priv: { about: "account:account" } });
  });

  it.each(["我的证件 110105 19491231 002X 谢谢", "护照 E12345678"])("takes no number of a document: %s", (text) => {
    expect(file(appealable, text, "appeal", now, now)).toMatchObject({
      ok: false,
      refusal: { code: "appeals.document_number", fields: [{ pointer: "/text" }] },
    });
  });
});

describe("who reviews", () => {
  it.each([
    ["proposer", "own_decision"],
    ["approver", "own_decision"],
    ["officer", null],
  ])("%s", (id, code) => {
    expect(mayReview(reviewed, { id, isOwn: false })?.code ?? null).toBe(code && `appeals.${code}`);
  });
  it("is never a person whom it is about", () => {
    expect(mayReview(reviewed, { ...officer, isOwn: true })?.code).toBe("appeals.own_subject");
  });
  it("takes over from a colleague by name, and not with a stale page", () => {
    expect(take(reviewed, { id: "other", isOwn: false }, 3)).toMatchObject({
      ok: true,
      next: { state: "in_review", version: 4 },
      entry: { pub: { from: "staff:officer" } },
    });
    expect(take(reviewed, { id: "other", isOwn: false }, 2)).toMatchObject({ refusal: { code: "appeals.stale" } });
    expect(take(reviewed, { id: "proposer", isOwn: false }, 3)).toMatchObject({
      refusal: { code: "appeals.own_decision" },
    });
  });
});

describe("the first view", () => {
  const note = { version: 3, finding: "does_not" as const, note: "只有一条信息，没有收款。" };
  it.each([
    ["her own, once", {}, officer, false, null],
    ["a second time", {}, officer, true, "viewed"],
    ["by who does not hold it", {}, { id: "other", isOwn: false }, false, "not_holder"],
    ["before it was taken", { state: "filed", reviewerId: null }, officer, false, "transition"],
    ["after the ruling", { state: "upheld" }, officer, false, "transition"],
    [
      "by who proposed the decision",
      { reviewerId: "proposer" },
      { id: "proposer", isOwn: false },
      false,
      "own_decision",
    ],
  ] as const)("%s", (_, change, by, hasView, code) => {
    const verdict = noteView({ ...reviewed, ...change }, by, hasView, note, "group:group");
    expect(verdict.ok ? null : verdict.refusal.code).toBe(code && `appeals.${code}`);
  });
  it("is sealed in the log", () => {
    const verdict = noteView(reviewed, officer, false, note, "group:group");
    expect(verdict.ok && JSON.stringify(verdict.entry.pub)).not.toContain("收款");
  });
});

describe("the ruling", () => {
  it.each([
    ["as it should be", {}, officer, true, {}, null],
    ["without a view of her own", {}, officer, false, {}, "view_first"],
    ["by another than who holds it", {}, { id: "other", isOwn: false }, true, {}, "not_holder"],
    [
      "by who approved the decision",
      { reviewerId: "approver" },
      { id: "approver", isOwn: false },
      true,
      {},
      "own_decision",
    ],
    ["with a stale page", {}, officer, true, { version: 2 }, "stale"],
    ["before it was taken", { state: "filed", reviewerId: null }, officer, true, {}, "transition"],
    ["a second time", { state: "upheld" }, officer, true, {}, "transition"],
    [
      "with measures where nothing is modified",
      {},
      officer,
      true,
      { instead: [{ key: "warn", parameters: {}, days: null }] },
      "instead_unwanted",
    ],
    [
      "on a decision that has fallen",
      { decisionState: "reversed" },
      officer,
      true,
      { ruling: "upheld" },
      "not_standing",
    ],
    [
      "put aside where the decision has fallen",
      { decisionState: "reversed" },
      officer,
      true,
      { ruling: "inadmissible" },
      null,
    ],
    ["that names a reporter", {}, officer, true, { reasons: "举报人 REPORTER-77 说法不实" }, "reasons_reporter"],
  ] as const)("%s", (_, change, by, hasView, asked, code) => {
    const refusal = mayRule({ ...reviewed, ...change }, by, hasView, ["reporter-77"], {
      ...given,
      ...asked,
    } as typeof given);
    expect(refusal?.code ?? null).toBe(code && `appeals.${code}`);
  });

  it.each(appealKinds.flatMap((kind) => rulings.map((ruling) => [kind, ruling] as const)))(
    "on an %s: %s",
    (kind, ruling) => {
      const refusal = mayRule({ ...reviewed, kind }, officer, true, [], { ...given, ruling });
      const fits = (rulingsOf[kind] as readonly string[]).includes(ruling);
      expect(refusal?.code ?? null).toBe(fits ? null : "appeals.ruling_unfit");
    },
  );

  it("says in the log what it leaves of the decision, and seals its reasons", () => {
    const verdict = rule(reviewed, given, null, { state: "overturned", orders: [] });
    expect(verdict).toMatchObject({
      ok: true,
      next: { state: "overturned", version: 4 },
      entry: {
        action: "appeal.overturned",
        pub: { decisionState: "overturned" },
        priv: { values: { reasons: given.reasons } },
      },
    });
    expect(verdict.ok && JSON.stringify(verdict.entry.pub)).not.toContain(given.reasons);
  });
});
