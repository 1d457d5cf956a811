import type { StaffActor } from "../kernel/actor";
import { after, minute } from "../kernel/calendar";
import type { FieldFault, Refusal } from "../kernel/refusal";
import { denied, type Verdict } from "../kernel/verdict";
import type { SubjectKind } from "../policy/contract";
import { type RegistryLine, type RevealInput, refuse } from "./contract";

/** First two digits of a resident identity number: provinces, and 71, 81–83, 91. */
const provinces = new Set(
  "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91".split(
    " ",
  ),
);

const isDay = (year: number, month: number, date: number) => {
  const made = new Date(Date.UTC(year, month - 1, date));
  return made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === date;
};

/** Shape of GB 11643: province, day of birth, and the last digit by ISO 7064 MOD 11-2 when `isChecked`. */
function isResidentNumber(text: string, isChecked: boolean): boolean {
  const [province, birth, tail] = [text.slice(0, 2), text.slice(6, -4), text.at(-1)];
  const year = Number(birth.slice(0, 4));
  if (!provinces.has(province) || year < 1880 || year > 2100) return false;
  if (!isDay(year, Number(birth.slice(4, 6)), Number(birth.slice(6, 8)))) return false;
  if (!isChecked) return true;
  const sum = [...text.slice(0, 17)].reduce((total, digit, at) => total + Number(digit) * (2 ** (17 - at) % 11), 0);
  return "10X98765432"[sum % 11] === tail;
}

const isOldResidentNumber = (text: string) =>
  provinces.has(text.slice(0, 2)) &&
  isDay(1900 + Number(text.slice(6, 8)), Number(text.slice(8, 10)), Number(text.slice(10, 12)));

/** A letter beside the number does not hide it. For the shorter one, which has no check digit, hexadecimal neighbours do: it is then part of a token. */
const eighteen = /(?<![0-9])[0-9]{17}[0-9X](?![0-9])/g;
const fifteen = /(?:(?<![0-9A-F])|(?<=ID))[0-9]{15}(?![0-9A-F])/g;
const alone = (pattern: string) => new RegExp(`(?<![0-9A-Z])(?:${pattern})(?![0-9A-Z])`, "g");
/** Chinese passports, permits for Hong Kong, Macao and Taiwan, Hong Kong identity cards. */
const papers = alone(
  "[EGDSP][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|[DSP]E[0-9]{7}|[HMC][0-9]{8}(?:[0-9]{2})?|[A-Z]{1,2}[0-9]{6}\\([0-9A]\\)",
);

const folded = (text: string) => text.normalize("NFKC").toUpperCase();
const numbersIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([number]) => number);

/** Does a text hold a resident identity number whose check digit is right? For the platform's own ids, which are often long numbers. */
export const holdsResidentNumber = (text: string): boolean =>
  numbersIn(folded(text), eighteen).some((number) => isResidentNumber(number, true));

/**
 * Does a text hold what looks like the number of an identity document: a resident identity number of 18 or 15 digits
 * (spaces and hyphens between digits do not hide it), a passport, a permit? Docket never takes such numbers
 * (`domain.md`, "Personal data"), so a doubtful one is refused.
 */
export function looksLikeDocumentNumber(text: string): boolean {
  const plain = folded(text);
  const joined = plain.replaceAll(/(?<=[0-9])[\s._-]+(?=[0-9X])/g, "");
  return [plain, joined].some(
    (form) =>
      numbersIn(form, eighteen).some((number) => isResidentNumber(number, false)) ||
      numbersIn(form, fifteen).some(isOldResidentNumber) ||
      numbersIn(form, papers).length > 0,
  );
}

const fault = (pointer: string, zh: string, en: string): FieldFault => ({ pointer, reason: { zh, en } });

type Checked = { readonly pointer: string; readonly value: string | null | undefined; readonly isId?: true };

/** The identity fields of a line, as pointers into it. Ids of the platform's own are `isId`. */
function identityFields(line: RegistryLine): Checked[] {
  switch (line.kind) {
    case "group":
      return [
        { pointer: "/externalId", value: line.externalId, isId: true },
        { pointer: "/name", value: line.name },
        { pointer: "/code", value: line.code, isId: true },
        { pointer: "/founderExternalId", value: line.founderExternalId, isId: true },
      ];
    case "account":
      return [
        { pointer: "/externalId", value: line.externalId, isId: true },
        { pointer: "/nickname", value: line.nickname },
        { pointer: "/phone", value: line.phone },
        { pointer: "/verification/method", value: line.verification?.method },
        { pointer: "/verification/token", value: line.verification?.token },
      ];
    case "membership":
      return [
        { pointer: "/groupExternalId", value: line.groupExternalId, isId: true },
        { pointer: "/accountExternalId", value: line.accountExternalId, isId: true },
      ];
  }
}

/** Platforms' clocks may be ahead by this much. Source: `contract.md`, "Report". */
const aheadMinutes = 5;

function times(line: RegistryLine): [string, Date | null | undefined][] {
  const own: [string, Date | null | undefined][] =
    line.kind === "group"
      ? [["/dissolvedAt", line.dissolvedAt]]
      : line.kind === "account"
        ? [
            ["/registeredAt", line.registeredAt],
            ["/verification/at", line.verification?.at],
          ]
        : [["/leftAt", line.leftAt]];
  return [["/updatedAt", line.updatedAt], ...own];
}

/** May this well-formed line be taken at all? Refuses, naming the fields: document_number, future. */
export function admit(line: RegistryLine, now: Date): Refusal | null {
  const documents = identityFields(line).filter(
    ({ value, isId }) => value && (isId ? holdsResidentNumber(value) : looksLikeDocumentNumber(value)),
  );
  if (documents.length > 0)
    return refuse(
      "document_number",
      {},
      documents.map(({ pointer }) => fault(pointer, "疑似证件号码", "looks like the number of an identity document")),
    );
  const limit = after(now, aheadMinutes * minute);
  const ahead = times(line).filter(([, time]) => time && time > limit);
  if (ahead.length > 0)
    return refuse(
      "future",
      {},
      ahead.map(([pointer]) => fault(pointer, "晚于现在", "is in the future")),
    );
  return null;
}

/** `7` and eight digits → `G-0000-0007`. */
export function codeOf(kind: SubjectKind, number: number): string {
  const text = String(number).padStart(8, "0");
  return `${kind === "group" ? "G" : "A"}-${text.slice(0, 4)}-${text.slice(4)}`;
}

/** A code as people type it, in the form in which it is kept. */
export const foldCode = (text: string) => text.normalize("NFKC").trim().toUpperCase();

/** Codes of this shape are Docket's to give: a platform may not bring an account's for a group. */
export const isReservedCode = (code: string) => /^A-\d{4}-\d{4}$/.test(code);

/** What a reveal looks at. */
export type Revealed = { readonly id: string; readonly minor: boolean; readonly hasValue: boolean };

/** Those who could approve it: see `reveal`. */
export const mayRevealMinor = (by: StaffActor): boolean =>
  by.roles.some((role) => role === "lead" || role === "compliance_officer");

/**
 * May this person see a sealed field of an account? A minor's is for those who could approve it: 未成年人网络保护条例
 * (2023), article 36, wants the approval of a responsible person and a record. Refuses: nothing_sealed, minor.
 */
export function reveal(account: Revealed, by: StaffActor, { field, reason }: RevealInput): Verdict<Revealed> {
  if (!account.hasValue) return denied(refuse("nothing_sealed"));
  if (account.minor && !mayRevealMinor(by)) return denied(refuse("minor"));
  return {
    ok: true,
    next: account,
    entry: {
      kind: "disclosure",
      action: "disclosure.field_revealed",
      subject: { kind: "account", id: account.id, version: null },
      pub: { field },
      priv: { about: `account:${account.id}`, values: { reason } },
    },
    effects: [],
  };
}
