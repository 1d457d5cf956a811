import { sequence } from "../../audit/sequence";
import { decide } from "../../enforcement/service/decide";
import type { StaffActor } from "../../kernel/actor";
import { makePerson } from "../../testing/cases";
import { claimed, onSubject, reportedCase } from "../../testing/enforcement";
import { refusalOf } from "../../testing/refusal";
import { publishDefault } from "../../testing/reports";
import { openBundle } from "../bundle/open";
import { checkFiling, draftFiling, sealFiling } from "../service";
import type { Report } from "../verifier/report";
import { verifyBundle } from "../verifier/verify";

/** Gives everything that waits its leaf. */
export const drain = async (now: Date): Promise<void> => {
  while ((await sequence(now)) > 0);
};

export const waivers = { receipts: "平台仍在执行。", notices: "账号已注销。" };

/** Those who make a filing, and the measures it reports. */
export type Office = {
  readonly prepares: StaffActor;
  readonly seals: StaffActor;
  /** A group is reported, and suspended for three days. */
  readonly suspend: (now: Date) => Promise<void>;
  readonly draft: (periodStart: string, periodEnd: string, now: Date) => Promise<{ number: string }>;
  /** Draws, checks and seals; the entry of the seal has its leaf. */
  readonly sealNew: (periodStart: string, periodEnd: string, now: Date) => Promise<string>;
};

/** An office in an empty database. */
export async function openOffice(now: Date): Promise<Office> {
  await publishDefault(now);
  const moderator = await makePerson(["moderator"], "许清", now);
  const prepares = await makePerson(["compliance_officer"], "苏敏", now);
  const seals = await makePerson(["compliance_officer"], "方正", now);
  let groups = 0;
  const letter = {
    specification: "disposition",
    provider: "星渡网络科技有限公司",
    office: "省互联网信息办公室",
    letterNumber: "星渡函〔2026〕17号",
  } as const;
  const draft: Office["draft"] = (periodStart, periodEnd, at) =>
    draftFiling(prepares, { ...letter, periodStart, periodEnd }, at);
  return {
    prepares,
    seals,
    draft,
    suspend: async (at) => {
      const found = await reportedCase({ subject: { type: "group", externalId: `g-${++groups}` } }, at);
      const input = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 3)] }, at);
      await decide(moderator, input, at);
    },
    sealNew: async (periodStart, periodEnd, at) => {
      const { number } = await draft(periodStart, periodEnd, at);
      const { version } = await checkFiling(prepares, { number, version: 1, waivers }, at);
      await sealFiling(seals, { number, version }, at);
      await drain(at);
      return number;
    },
  };
}

export async function bundleOf(number: string, now: Date): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of (await openBundle(number, now)).pieces) pieces.push(piece);
  return Buffer.concat(pieces);
}

export const verified = (bytes: Uint8Array, key: string): Promise<Report> =>
  verifyBundle(
    { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) },
    { keys: [key] },
  );

/** What a verification found wrong, as `name kind value`. */
export const found = ({ steps }: Report): string[] =>
  steps.flatMap((step) => step.failures.map(({ name, at }) => `${name} ${at?.kind} ${at?.value}`));

/** The code with which something is refused; null when it is not. */
export const code = async (work: Promise<unknown>): Promise<string | null> => (await refusalOf(work))?.code ?? null;
