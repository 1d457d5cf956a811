import { describe, expect, it } from "vitest";
import type { OperatorActor, Role, StaffActor } from "../kernel/actor";
import type { Verdict } from "../kernel/verdict";
import { type NoticeTexts, setStates } from "./contract";
import { builtInLabel, builtInTexts } from "./default";
import {
  begin,
  type Draft,
  discard,
  maySettle,
  nextLabel,
  propose,
  publish,
  publishBuiltIn,
  type SetAct,
  type Standing,
  save,
  sendBack,
  setMove,
  setSha256,
  setTable,
  withdraw,
} from "./rules";

const staff = (id: string, ...roles: Role[]): StaffActor => ({ kind: "staff", id, roles, sessionId: "s" });
const admin = staff("a", "admin");
const lead = staff("l", "lead");
const officer = staff("c", "compliance_officer");
const operator: OperatorActor = { kind: "operator", command: "start" };
const changed: NoticeTexts = { ...builtInTexts, warn: { zh: "予以警示，请注意。", en: "You are warned: take note." } };
const inForce = {
  id: "one",
  version: 1,
  number: 1,
  label: builtInLabel,
  sha256: setSha256(builtInLabel, builtInTexts),
  texts: builtInTexts,
};
const standing: Standing = { inForce, labels: [builtInLabel] };
const draft = (change: Partial<Draft> = {}): Draft => ({
  id: "two",
  state: "draft",
  number: null,
  label: "2026.2",
  texts: changed,
  sha256: setSha256("2026.2", changed),
  basedOn: 1,
  drafters: ["staff:a"],
  version: 3,
  ...change,
});
const said = (verdict: Verdict<Draft>) => (verdict.ok ? verdict.next.state : verdict.refusal.code);

describe("the state table", () => {
  it("allows what it lists and refuses every other transition by name", () => {
    for (const [act, moves] of Object.entries(setTable))
      for (const from of setStates) {
        const to = (moves as Record<string, string>)[from];
        const move = setMove(from, act as SetAct);
        if (to) expect([from, act, move]).toEqual([from, act, { ok: true, to }]);
        else
          expect([from, act, move]).toMatchObject([
            from,
            act,
            { ok: false, refusal: { code: "notices.transition", status: 409, details: { from, act } } },
          ]);
      }
  });

  it("is what the acts keep to, from every state", () => {
    const acts: Record<Exclude<SetAct, "supersede">, (from: Draft) => Verdict<Draft>> = {
      save: (from) => save(from, admin, { version: 3, label: "2026.2", texts: changed }, standing),
      propose: (from) => propose(from, admin, 3, standing),
      withdraw: (from) => withdraw(from, admin, 3),
      return: (from) => sendBack(from, lead, 3, "请再斟酌"),
      publish: (from) => publish(from, lead, 3, standing, []),
      discard: (from) => discard(from, admin, 3),
    };
    for (const [act, run] of Object.entries(acts))
      for (const state of setStates) {
        const move = setMove(state, act as SetAct);
        expect([act, state, said(run(draft({ state })))]).toEqual([
          act,
          state,
          move.ok ? move.to : "notices.transition",
        ]);
      }
  });

  it("lets nothing leave a state that ends, and supersedes only what is published", () => {
    for (const from of ["discarded", "superseded"] as const)
      for (const act of Object.keys(setTable)) expect(setMove(from, act as SetAct).ok).toBe(false);
    expect(setStates.filter((from) => setMove(from, "supersede").ok)).toEqual(["published"]);
  });
});

describe("drafting", () => {
  it("begins with the texts in force and the next name, once at a time", () => {
    const verdict = begin(admin, standing, { id: "two", isOpen: false });
    expect(verdict).toMatchObject({
      ok: true,
      next: { state: "draft", label: "2026.2", texts: builtInTexts, basedOn: 1, drafters: ["staff:a"], version: 1 },
      entry: { action: "configuration.notices_begun", subject: { kind: "notice_set", id: "two", version: 1 } },
    });
    expect(said(begin(admin, standing, { id: "two", isOpen: true }))).toBe("notices.open");
    expect(said(begin(lead, standing, { id: "two", isOpen: false }))).toBe("notices.not_allowed");
    expect(said(begin(admin, { inForce: null, labels: [] }, { id: "two", isOpen: false }))).toBe("notices.missing");
    expect([nextLabel("2026.9"), nextLabel("spring"), nextLabel("v2-a9")]).toEqual(["2026.10", "spring", "v2-a10"]);
  });

  it("counts everybody who saves or proposes, each once", () => {
    const second = staff("b", "admin");
    const saved = save(draft(), second, { version: 3, label: "2026.3", texts: changed }, standing);
    expect(saved).toMatchObject({ ok: true, next: { drafters: ["staff:a", "staff:b"], label: "2026.3", version: 4 } });
    expect(propose(draft(), second, 3, standing)).toMatchObject({
      ok: true,
      next: { drafters: ["staff:a", "staff:b"] },
    });
    expect(propose(draft(), admin, 3, standing)).toMatchObject({ ok: true, next: { drafters: ["staff:a"] } });
  });

  it("refuses what somebody else has changed meanwhile, whoever may not, what is faulty and what is no change", () => {
    const input = { version: 3, label: "2026.2", texts: changed };
    expect(said(save(draft(), admin, { ...input, version: 2 }, standing))).toBe("notices.stale");
    expect(said(save(draft(), lead, input, standing))).toBe("notices.not_allowed");
    const faulty = { ...changed, warn: { zh: "警示", en: "{reporter}" } };
    expect(save(draft(), admin, { ...input, texts: faulty }, standing)).toMatchObject({
      ok: false,
      refusal: { code: "notices.faulty", status: 422, fields: [{ pointer: "/texts/warn/en" }] },
    });
    expect(said(save(draft(), admin, { ...input, label: builtInLabel }, standing))).toBe("notices.faulty");
    expect(said(propose(draft({ texts: builtInTexts }), admin, 3, standing))).toBe("notices.unchanged");
    expect(said(propose(draft({ texts: faulty }), admin, 3, standing))).toBe("notices.faulty");
  });
});

describe("publishing", () => {
  const proposed = draft({ state: "proposed" });

  it("takes a second person, lead or compliance officer, and supersedes the version before in the same act", () => {
    for (const by of [lead, officer]) {
      const verdict = publish(proposed, by, 3, standing, []);
      expect(verdict).toMatchObject({
        ok: true,
        next: { state: "published", number: 2, version: 4, texts: changed },
        entry: {
          action: "configuration.notices_published",
          pub: { number: 2, label: "2026.2", draftedBy: ["staff:a"], atFirstStart: false },
        },
        more: [
          { action: "configuration.notices_superseded", subject: { id: "one", version: 2 }, pub: { number: 1, by: 2 } },
        ],
      });
    }
    expect(said(publish(proposed, admin, 3, standing, []))).toBe("notices.not_allowed");
  });

  it("is refused to whoever had a hand in the draft, whatever her roles", () => {
    const many = staff("a", "admin", "lead");
    expect(said(publish(proposed, many, 3, standing, []))).toBe("notices.own_draft");
    expect(said(sendBack(proposed, many, 3, "不妥"))).toBe("notices.own_draft");
    expect(maySettle(proposed, many)?.code).toBe("notices.own_draft");
    expect(maySettle(proposed, lead)).toBeNull();
    const later = draft({ state: "proposed", drafters: ["staff:b", "staff:a"] });
    expect(said(publish(later, many, 3, standing, []))).toBe("notices.own_draft");
  });

  it("checks again: a stale one, one that a later release finds faulty, a name that was taken meanwhile", () => {
    expect(said(publish(proposed, lead, 2, standing, []))).toBe("notices.stale");
    const faulty = draft({ state: "proposed", texts: { ...changed, frame: { zh: "无", en: "none" } } });
    expect(said(publish(faulty, lead, 3, standing, []))).toBe("notices.faulty");
    expect(said(publish(proposed, lead, 3, { ...standing, labels: ["2026.2"] }, []))).toBe("notices.faulty");
  });

  it("keeps the reason of a return out of the log's public part", () => {
    const verdict = sendBack(proposed, lead, 3, "语气过重");
    expect(verdict).toMatchObject({
      ok: true,
      next: { state: "returned" },
      entry: { priv: { values: { reason: "语气过重" } } },
    });
    if (verdict.ok) expect(JSON.stringify(verdict.entry.pub)).not.toContain("语气");
  });

  it("lets the operator publish the first version alone, and no other", () => {
    const given = { label: builtInLabel, texts: builtInTexts };
    expect(publishBuiltIn("one", given, operator, { inForce: null, labels: [] })).toMatchObject({
      ok: true,
      next: { state: "published", number: 1, version: 1 },
      entry: { pub: { number: 1, atFirstStart: true, draftedBy: ["operator:start"] } },
    });
    expect(said(publishBuiltIn("one", given, operator, standing))).toBe("notices.not_first");
  });
});
