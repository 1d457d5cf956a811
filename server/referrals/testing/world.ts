import type { NewReport } from "../../cases/receive-contract";
import type { StaffActor } from "../../kernel/actor";
import { type OpenCase, reportedCase } from "../../testing/enforcement";
import type { SaveReferral } from "../contract";
import { proposeReferral, saveDraft, startReferral } from "../service/draft";
import { lookInto, sealReferral } from "../service/seal";
import { showReferral } from "../service/show";

export const office = {
  office: "市公安局网络安全保卫支队",
  contact: "值班室 0571-88880000",
  basis: "互联网群组信息服务管理规定（2017）第十一条",
  reason: "涉嫌以虚假交易骗取定金，数额较大。",
  reporterReason: "",
  danger: false,
} as const;

export type Given = Partial<Omit<SaveReferral, "number" | "version">>;

/** A draft of a case with everything filled in, all of its evidence chosen unless said otherwise. */
export async function drafted(by: StaffActor, found: OpenCase, given: Given, now: Date): Promise<string> {
  const { number } = await startReferral(by, { caseId: found.id, danger: given.danger ?? false }, now);
  const { evidence, parts, version } = await showReferral(by, { number });
  const all = evidence.map(({ id }) => id);
  await saveDraft(by, { number, version, ...office, parts: [...parts], evidence: all, ...given }, now);
  return number;
}

/** The same, proposed, looked at and sealed by a second person. */
export async function sealed(
  [first, second]: readonly [StaffActor, StaffActor],
  found: OpenCase,
  given: Given,
  now: Date,
): Promise<string> {
  const number = await drafted(first, found, given, now);
  const { version } = await proposeReferral(first, { number, version: 2 }, now);
  const { content } = await lookInto(second, { number }, now);
  await sealReferral(second, { number, version, content }, now);
  return number;
}

/** A report with evidence by its own account, and with a reporter. */
export const reported = (
  externalId: string,
  given: Partial<Omit<NewReport, "subject">>,
  now: Date,
): Promise<OpenCase> => reportedCase({ subject: { type: "account", externalId }, ...given }, now);
