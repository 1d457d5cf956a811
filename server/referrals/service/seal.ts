import type { Reader, Tx } from "../../../db/client";
import { formatProofFile } from "../../audit/proof-file";
import { lastCheckpoint } from "../../audit/published";
import { proveInclusion } from "../../audit/tree-store";
import { disclose } from "../../disclose";
import { actorRef, type StaffActor } from "../../kernel/actor";
import { instant } from "../../kernel/calendar";
import type { Json } from "../../kernel/json";
import { Refused } from "../../kernel/refusal";
import { denied, type Entry, type Verdict } from "../../kernel/verdict";
import { openMany, sealMany } from "../../privacy/seal";
import { transact } from "../../transact";
import { type ReferralInput, refuse, type SealReferral } from "../contract";
import { contentHash, pack, packageLimitBytes } from "../package";
import { maySeal, type Referral, seal } from "../rules";
import {
  factsOf,
  insertPackage,
  isOwn,
  lockKeys,
  lockSubjectRow,
  partsOf,
  type ReferralRow,
  referralByNumber,
  saveReferral,
} from "../store";
import { leavesOfCase } from "../store-case";
import { type SummarySection, summaryOf } from "../summary";
import { locked } from "./draft";
import { assemble } from "./gather";
import { keyOf, noTerms, openWords } from "./terms";

const disclosed = (found: Referral, action: `disclosure.${string}`, pub: Entry["pub"]): Entry => ({
  kind: "disclosure",
  action,
  subject: { kind: "referral", id: found.id, version: null },
  pub: { number: found.number, case: found.case.number, ...pub },
  caseId: found.case.id,
});

export type Looked = {
  /** What to state when sealing. */
  readonly content: string;
  readonly hashOnly: boolean;
  readonly sections: readonly SummarySection[];
};

/** What would go along as of now, whole and in words: the same function that the seal calls. Refuses: missing, own_subject, transition. */
export const lookInto = (by: StaffActor, input: ReferralInput, now: Date): Promise<Looked> =>
  disclose(
    by,
    now,
    async (tx): Promise<Verdict<ReferralRow>> => {
      const row = await referralByNumber(tx, input.number);
      if (!row) return denied(refuse("missing"));
      if (await isOwn(tx, by.id, row.subjectId)) return denied(refuse("own_subject"));
      if (!["draft", "proposed", "returned"].includes(row.state))
        return denied(refuse("transition", { from: row.state, act: "look" }));
      const entry = disclosed(factsOf(row), "disclosure.referral_viewed", { evidence: row.evidence.length });
      return { ok: true, next: row, entry, effects: [] };
    },
    async (tx, row) => {
      const { content } = await assemble(tx, factsOf(row), (await openWords(tx, row, "terms")) ?? noTerms);
      return { content: contentHash(content), hashOnly: content.hashOnly, sections: summaryOf(content) };
    },
  );

/** The last signed checkpoint; null while nothing was signed, and the log goes along without proofs. */
const signed = () =>
  lastCheckpoint().catch((error: unknown) => {
    if (error instanceof Refused) return null;
    throw error;
  });

type Signed = NonNullable<Awaited<ReturnType<typeof signed>>>;

/** Entries of the case, each with what opens its leaf and, where a signed checkpoint holds it, its proof. */
async function logOf(tx: Reader, caseId: string, checkpoint: Signed | null): Promise<Json> {
  const leaves = await leavesOfCase(tx, caseId, checkpoint?.log ?? 0, checkpoint?.size ?? 0n);
  const entries: Json[] = [];
  for (const { id, action, index, envelope, body, salt } of leaves) {
    const hashes =
      checkpoint && index !== null ? await proveInclusion(tx, checkpoint.log, BigInt(index), checkpoint.size) : [];
    const proof =
      checkpoint && index !== null && envelope !== null
        ? formatProofFile({ index: BigInt(index), hashes, note: checkpoint.note, extra: Buffer.from(envelope) })
        : null;
    entries.push({ id, action, leaf: index, header: envelope, body, salt, proof });
  }
  return { t: "docket/referral-log/v1", checkpoint: checkpoint?.note ?? null, entries };
}

/** Bytes of one part before it is spelled in base64 and sealed. */
const partBytes = 196_608;

async function store(tx: Tx, now: Date, id: string, zip: Buffer, people: readonly string[]): Promise<void> {
  const values = Array.from({ length: Math.ceil(zip.length / partBytes) }, (_, nth) => ({
    about: keyOf(id),
    purpose: `referral:${id}:part:${nth}`,
    value: zip.subarray(nth * partBytes, (nth + 1) * partBytes).toString("base64"),
  }));
  await insertPackage(tx, id, await sealMany(tx, now, values), people);
}

/**
 * The second person's yes: makes the package out of what she looked at, keeps it byte for byte, and states its hash in
 * the log. Nothing of it changes afterwards.
 * Refuses: missing, own_subject, transition, stale, same_person, changed, too_large.
 */
export async function sealReferral(
  by: StaffActor,
  input: SealReferral,
  now: Date,
): Promise<{ version: number; sha256: string }> {
  const checkpoint = await signed();
  return transact(by, now, async (tx, settle) => {
    const { row, found, officer } = await locked(tx, by, input.number);
    await lockSubjectRow(tx, row.subjectKind, row.subjectId);
    const terms = (await openWords(tx, row, "terms")) ?? noTerms;
    // Keys first, then words: an erasure that came before left nothing to open, one that comes later finds the package.
    await lockKeys(tx, (await assemble(tx, found, terms)).people);
    const { content, people } = await assemble(tx, found, terms);
    const refusal = maySeal(found, officer, input.version, input.content, contentHash(content));
    if (refusal) throw new Refused(refusal);
    const log = found.parts.includes("log") ? await logOf(tx, row.caseId, checkpoint) : null;
    const stamp = { proposedBy: `staff:${found.proposedBy}`, sealedBy: actorRef(by), sealedAt: instant(now) };
    const made = await pack(content, log, stamp);
    if (made.zip.length > packageLimitBytes)
      throw new Refused(refuse("too_large", { limit: packageLimitBytes / 1_048_576 }));
    const hashes = {
      contentSha256: made.contentSha256,
      packageSha256: made.sha256,
      bytes: made.zip.length,
      files: made.files,
    };
    const { next } = settle(seal(found, officer, input.version, input.content, hashes));
    await store(tx, now, row.id, made.zip, people);
    await saveReferral(tx, row.id, {
      ...next,
      contentSha256: made.contentSha256,
      packageSha256: made.sha256,
      packageBytes: made.zip.length,
      sealedBy: by.id,
      sealedAt: now,
    });
    return { version: next.version, sha256: made.sha256 };
  });
}

const kept = ["sealed", "handed_over", "acknowledged"];

/** The package as it was sealed, byte for byte; that it was taken is in the log. Refuses: missing, own_subject, no_package, erased. */
export const downloadPackage = (
  by: StaffActor,
  input: ReferralInput,
  now: Date,
): Promise<{ name: string; bytes: Buffer }> =>
  disclose(
    by,
    now,
    async (tx): Promise<Verdict<ReferralRow>> => {
      const row = await referralByNumber(tx, input.number);
      if (!row) return denied(refuse("missing"));
      if (await isOwn(tx, by.id, row.subjectId)) return denied(refuse("own_subject"));
      if (!kept.includes(row.state)) return denied(refuse("no_package"));
      const entry = disclosed(factsOf(row), "disclosure.referral_downloaded", { package: row.packageSha256 });
      return { ok: true, next: row, entry, effects: [] };
    },
    async (tx, row) => {
      const parts = await partsOf(tx, row.id);
      const about = keyOf(row.id);
      const texts = await openMany(
        tx,
        parts.map(({ ordinal, bytes }) => ({ about, purpose: `referral:${row.id}:part:${ordinal}`, sealed: bytes })),
      );
      if (texts.some((text) => text === null)) throw new Refused(refuse("erased"));
      return {
        name: `${row.number}.zip`,
        bytes: Buffer.concat(texts.map((text) => Buffer.from(text ?? "", "base64"))),
      };
    },
  );
