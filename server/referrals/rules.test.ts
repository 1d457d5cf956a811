import { describe, expect, it } from "vitest";
import { type ReferralState, referralStates, type SaveReferral } from "./contract";
import {
  acknowledge,
  handOver,
  lacks,
  mayDo,
  propose,
  quotes,
  type Referral,
  type ReferralVerb,
  referralMove,
  referralTable,
  save,
  seal,
  start,
  turnBack,
  wordsFault,
} from "./rules";

const now = new Date("2026-11-22T08:00:00.000Z");
const by = { id: "second", isOwn: false };
const own = { id: "second", isOwn: true };
const terms = { contact: "值班室", basis: "网络安全法", reason: "涉嫌诈骗", reporterReason: "" };
const made = { contentSha256: "c", packageSha256: "p", bytes: 9, files: [{ name: "content.json", sha256: "f" }] };

const referral = (state: ReferralState, given: Partial<Referral> = {}): Referral => ({
  id: "r",
  number: "R-2026-0001",
  state,
  case: { id: "k", number: 7 },
  subject: { kind: "account", id: "a" },
  danger: false,
  office: "市公安局",
  parts: ["registry"],
  evidence: [],
  draftedBy: "first",
  proposedBy: "first",
  sealedAt: new Date("2026-11-21T08:00:30.000Z"),
  handedOverAt: new Date("2026-11-21T09:00:00.000Z"),
  version: 3,
  ...given,
});

/** Every transition that is allowed; every other pair of act and state is refused. Source: the brief of the domain. */
const allowed: Readonly<Record<ReferralVerb, Readonly<Partial<Record<ReferralState, ReferralState>>>>> = {
  save: { draft: "draft", returned: "draft" },
  propose: { draft: "proposed" },
  return: { proposed: "returned" },
  seal: { proposed: "sealed" },
  hand_over: { sealed: "handed_over" },
  acknowledge: { handed_over: "acknowledged" },
  abandon: { draft: "abandoned", returned: "abandoned", proposed: "abandoned", sealed: "abandoned" },
};
const input: SaveReferral = {
  number: "R-2026-0001",
  version: 3,
  danger: false,
  office: "市公安局",
  ...terms,
  parts: ["registry"],
  evidence: [],
};
const acts: Readonly<Record<ReferralVerb, (found: Referral, officer?: typeof by, seen?: number) => unknown>> = {
  save: (found, officer = by, seen = 3) => save(found, officer, { ...input, version: seen }, new Set(), []),
  propose: (found, officer = by, seen = 3) => propose(found, officer, seen, terms),
  return: (found, officer = by, seen = 3) => turnBack(found, officer, "return", { version: seen, reason: "事实不清" }),
  abandon: (found, officer = by, seen = 3) =>
    turnBack(found, officer, "abandon", { version: seen, reason: "已另行移送" }),
  seal: (found, officer = by, seen = 3) => seal(found, officer, seen, "c", made),
  hand_over: (found, officer = by, seen = 3) =>
    handOver(
      found,
      officer,
      { number: "", version: seen, way: "courier", to: "王警官", at: "2026-11-22T07:00:00Z" },
      now,
    ),
  acknowledge: (found, officer = by, seen = 3) =>
    acknowledge(
      found,
      officer,
      { number: "", version: seen, receipt: "公网〔2026〕8号", by: "收发室", day: "2026-11-22" },
      now,
    ),
};
const verbs = Object.keys(referralTable) as ReferralVerb[];

describe("the state table of a referral", () => {
  it("is the one that the domain names", () => expect(referralTable).toEqual(allowed));

  describe.each(verbs)("%s", (act) => {
    it.each(referralStates)("from %s goes where the table says, or is refused by name", (from) => {
      const to = allowed[act][from];
      expect(referralMove(from, act)).toMatchObject(
        to ? { ok: true, to } : { ok: false, refusal: { code: "referrals.transition", details: { from, act } } },
      );
      expect(acts[act](referral(from))).toMatchObject(
        to
          ? {
              ok: true,
              next: { state: to, version: 4 },
              entry: { subject: { kind: "referral", id: "r", version: 4 }, caseId: "k" },
            }
          : { ok: false, refusal: { code: "referrals.transition" } },
      );
    });

    it("refuses whose own account it is, and who saw another version", () => {
      const from = Object.keys(allowed[act])[0] as ReferralState;
      expect(acts[act](referral(from), own)).toMatchObject({ refusal: { code: "referrals.own_subject" } });
      expect(acts[act](referral(from), by, 2)).toMatchObject({ refusal: { code: "referrals.stale" } });
      expect(mayDo(referral(from), own, act)?.code).toBe("referrals.own_subject");
      expect(mayDo(referral(from), by, act)).toBeNull();
    });
  });

  it("begins with a draft of what is not sealed, without reporters, and not about one's own", () => {
    expect(start(referral("draft"), by)).toMatchObject({
      next: { state: "draft", version: 1, parts: ["registry", "decisions", "log"] },
    });
    expect(start(referral("draft"), own)).toMatchObject({ refusal: { code: "referrals.own_subject" } });
  });
});

describe("two people", () => {
  it.each([
    ["who drafted it", { draftedBy: "second" }],
    ["who proposed it", { proposedBy: "second" }],
  ])("%s does not seal it", (_who, given) => {
    expect(seal(referral("proposed", given), by, 3, "c", made)).toMatchObject({
      refusal: { code: "referrals.same_person" },
    });
    expect(mayDo(referral("proposed", given), by, "seal")?.code).toBe("referrals.same_person");
  });

  it("what she looked at is what is sealed, and its hashes are in the entry", () => {
    expect(seal(referral("proposed"), by, 3, "other", made)).toMatchObject({ refusal: { code: "referrals.changed" } });
    expect(seal(referral("proposed"), by, 3, "c", made)).toMatchObject({
      entry: { action: "referral.sealed", pub: { package: "p", content: "c", proposedBy: "staff:first" } },
    });
  });
});

describe("what a proposal needs", () => {
  const empty = { contact: "", basis: "", reason: "", reporterReason: "" };
  it.each([
    [{ office: "" }, terms, ["/office"]],
    [{}, empty, ["/contact", "/basis", "/reason"]],
    [{ parts: [] }, terms, ["/parts"]],
    [{ parts: [], evidence: ["e"] }, terms, []],
    [{ parts: ["reporters"] }, terms, ["/reporterReason"]],
    [{ parts: ["reporters"] }, { ...terms, reporterReason: "须核实" }, []],
  ] as const)("%o with %o lacks %o", (given, typed, pointers) => {
    const found = referral("draft", given as Partial<Referral>);
    expect(lacks(found, typed).map(({ pointer }) => pointer)).toEqual(pointers);
    const verdict = propose(found, by, 3, typed);
    expect(verdict.ok).toBe(pointers.length === 0);
    if (!verdict.ok) expect(verdict.refusal.code).toBe("referrals.incomplete");
  });

  it("its words are private in the entry, and nothing of them is public", () => {
    const verdict = propose(referral("draft"), by, 3, terms);
    if (!verdict.ok) throw new Error("refused");
    expect(verdict.entry.priv).toEqual({ about: "account:a", values: expect.objectContaining({ reason: "涉嫌诈骗" }) });
    expect(JSON.stringify(verdict.entry.pub)).not.toContain("涉嫌诈骗");
    expect(JSON.stringify(verdict.entry.pub)).not.toContain("市公安局");
  });
});

describe("words that may not be typed", () => {
  const hashed = ["a secret description of it", "https://cdn.example.test/x9", "短文本四"];
  it.each([
    ["nothing of it", { reason: "材料以哈希值移送" }, null],
    ["ten characters of it", { reason: "the SECRET  descr" }, "referrals.quotes_hashed"],
    ["the address", { contact: "见 https://cdn.example.test/x9" }, "referrals.quotes_hashed"],
    ["a short text whole", { basis: "他说短文本四了" }, "referrals.quotes_hashed"],
    ["a document number", { reason: "证件 110105 19491231 002X" }, "referrals.document_number"],
  ])("%s", (_what, given, code) => {
    expect(wordsFault("市公安局", { ...terms, ...given }, hashed)?.code ?? null).toBe(code);
  });

  it("a text of fewer than four characters is nobody's quotation", () => expect(quotes("好的吗", ["好"])).toBe(false));

  it("evidence of another case does not go along", () => {
    expect(save(referral("draft"), by, { ...input, evidence: ["x"] }, new Set(["y"]), [])).toMatchObject({
      refusal: { code: "referrals.foreign_evidence" },
    });
  });
});

describe("times", () => {
  const hand = (at: string) =>
    handOver(referral("sealed"), by, { number: "", version: 3, way: "post", to: "收发室", at }, now);
  const receive = (day: string) =>
    acknowledge(referral("handed_over"), by, { number: "", version: 3, receipt: "1", by: "收发室", day }, now);
  it.each([
    ["2026-11-22T08:00:00.000Z", null],
    ["2026-11-22T08:00:00.001Z", "referrals.not_yet"],
    ["2026-11-21T08:00:00.000Z", null],
    ["2026-11-21T07:59:59.000Z", "referrals.before_seal"],
  ])("handed over %s: %s", (at, code) => {
    const verdict = hand(at);
    expect(verdict.ok ? null : verdict.refusal.code).toBe(code);
  });
  it.each([
    ["2026-11-21", null],
    ["2026-11-22", null],
    ["2026-11-23", "referrals.not_yet"],
    ["2026-11-20", "referrals.before_handover"],
  ])("receipt of %s: %s", (day, code) => {
    const verdict = receive(day);
    expect(verdict.ok ? null : verdict.refusal.code).toBe(code);
  });
});
