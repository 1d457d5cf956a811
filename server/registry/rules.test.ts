import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Role, StaffActor } from "../kernel/actor";
import { RegistryLine } from "./contract";
import { admit, codeOf, foldCode, holdsResidentNumber, isReservedCode, looksLikeDocumentNumber, reveal } from "./rules";

const now = new Date("2026-11-22T06:00:00Z");
const updatedAt = "2026-11-22T05:00:00Z";

describe("document numbers (specimens from the standards, nobody's own)", () => {
  test.each([
    ["11010519491231002X"],
    ["11010519491231002x"],
    ["１１０１０５１９４９１２３１００２Ｘ"],
    ["我的证件 110105 19491231 002X 谢谢"],
    ["110105-1949-1231-0024"],
    ["110105194912310021"],
    ["110105491231002"],
    ["x11010519491231002Xy"],
    ["id110105491231002号"],
    ["E12345678"],
    ["护照G12345678"],
    ["ED1234567"],
    ["H1234567890"],
    ["A123456(3)"],
  ])("%s is one", (text) => {
    expect(looksLikeDocumentNumber(text)).toBe(true);
  });

  test.each([
    ["同城二手数码捡漏 3 群"],
    ["G-3107-4482"],
    ["13800138000"],
    ["+86 138 0013 8000"],
    ["123456789012345678"],
    ["990105194912310021"],
    ["110105194913310021"],
    ["1101051949123100211"],
    ["c0ffee110105491231002decade"],
    ["李同学_0923"],
    ["550e8400-e29b-41d4-a716-446655440000"],
    ["Qk9PS01BUks3N2QyZWY0Nzg0Zjg"],
    [""],
  ])("%s is none", (text) => {
    expect(looksLikeDocumentNumber(text)).toBe(false);
  });

  test("in the platform's own ids only a number whose check digit is right counts", () => {
    expect(holdsResidentNumber("11010519491231002X")).toBe(true);
    expect(holdsResidentNumber("110105194912310021")).toBe(false);
    expect(holdsResidentNumber("110105491231002")).toBe(false);
    expect(holdsResidentNumber("E12345678")).toBe(false);
  });

  test("a valid number is found wherever it stands, and however it is spaced", () => {
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const number = fc
      .record({
        place: fc.constantFrom("110105", "440306", "650102"),
        born: fc.date({ min: new Date("1930-01-01"), max: new Date("2020-12-31"), noInvalidDate: true }),
        order: fc.integer({ min: 0, max: 999 }),
      })
      .map(({ place, born, order }) => {
        const body = `${place}${born.toISOString().slice(0, 10).replaceAll("-", "")}${String(order).padStart(3, "0")}`;
        const sum = [...body].reduce((total, digit, at) => total + Number(digit) * (weights[at] as number), 0);
        return `${body}${"10X98765432"[sum % 11]}`;
      });
    fc.assert(
      fc.property(
        number,
        fc.constantFrom("", "张三 ", "id:", "（"),
        fc.constantFrom("", " ", "-"),
        (id, before, gap) => {
          expect(looksLikeDocumentNumber(`${before}${[id.slice(0, 6), id.slice(6, 14), id.slice(14)].join(gap)}`)).toBe(
            true,
          );
          expect(holdsResidentNumber(`${before}${id}`)).toBe(true);
        },
      ),
    );
  });
});

describe("admit", () => {
  const id = "11010519491231002X";
  const account = { kind: "account", externalId: "u1", nickname: "阿坤", updatedAt };
  const group = { kind: "group", externalId: "g1", name: "晨跑", updatedAt };
  test.each([
    [{ ...account, nickname: `我是${id}` }, "/nickname"],
    [{ ...account, externalId: id }, "/externalId"],
    [{ ...account, phone: "110105194912310021" }, "/phone"],
    [{ ...account, verification: { state: "verified", token: id } }, "/verification/token"],
    [{ ...account, verification: { state: "verified", method: "E12345678" } }, "/verification/method"],
    [{ ...group, name: `群主 ${id}` }, "/name"],
    [{ ...group, code: id }, "/code"],
    [{ ...group, founderExternalId: id }, "/founderExternalId"],
    [
      { kind: "membership", groupExternalId: "g1", accountExternalId: id, role: "member", updatedAt },
      "/accountExternalId",
    ],
  ])("refuses a document number at %o, naming %s", (line, pointer) => {
    const refusal = admit(RegistryLine.parse(line), now);
    expect(refusal?.code).toBe("registry.document_number");
    expect(refusal?.fields.map((field) => field.pointer)).toEqual([pointer]);
    expect(JSON.stringify(refusal)).not.toContain(id);
  });

  test.each([
    [{ ...account, updatedAt: "2027-11-22T05:00:00Z" }, "/updatedAt"],
    [{ ...account, registeredAt: "2026-11-22T06:05:01Z" }, "/registeredAt"],
    [{ ...group, dissolvedAt: "2027-01-01T00:00:00Z" }, "/dissolvedAt"],
  ])("refuses a time ahead at %o, naming %s", (line, pointer) => {
    const refusal = admit(RegistryLine.parse(line), now);
    expect(refusal).toMatchObject({ code: "registry.future", fields: [{ pointer }] });
  });

  test("takes ordinary lines, and clocks that are five minutes ahead", () => {
    expect(admit(RegistryLine.parse({ ...account, updatedAt: "2026-11-22T06:05:00Z" }), now)).toBeNull();
    expect(admit(RegistryLine.parse({ ...group, founderExternalId: "u1" }), now)).toBeNull();
  });
});

test("codes have eight digits in two groups, and are found as people type them", () => {
  expect([codeOf("group", 31_074_482), codeOf("account", 7)]).toEqual(["G-3107-4482", "A-0000-0007"]);
  expect(foldCode(" ｇ-3107-4482 ")).toBe("G-3107-4482");
  expect([isReservedCode("A-5518-0394"), isReservedCode("G-3107-4482")]).toEqual([true, false]);
});

describe("reveal", () => {
  const by = (...roles: Role[]): StaffActor => ({ kind: "staff", id: "s", roles, sessionId: "x" });
  const input = { accountId: "a", field: "phone", reason: "核对举报人所述" } as const;
  test.each([
    [{ minor: false, hasValue: true }, by("moderator"), "ok"],
    [{ minor: false, hasValue: false }, by("moderator"), "registry.nothing_sealed"],
    [{ minor: true, hasValue: true }, by("moderator"), "registry.minor"],
    [{ minor: true, hasValue: true }, by("moderator", "lead"), "ok"],
    [{ minor: true, hasValue: true }, by("compliance_officer"), "ok"],
  ] as const)("%o by %o: %s", (account, person, expected) => {
    const verdict = reveal({ id: "a", ...account }, person, input);
    expect(verdict.ok ? "ok" : verdict.refusal.code).toBe(expected);
  });

  test("its entry names the field and keeps the reason private", () => {
    const verdict = reveal({ id: "a", minor: false, hasValue: true }, by("lead"), input);
    if (!verdict.ok) throw new Error("refused");
    expect(verdict.entry.pub).toEqual({ field: "phone" });
    expect(verdict.entry.priv).toEqual({ about: "account:a", values: { reason: input.reason } });
  });
});
