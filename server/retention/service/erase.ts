import { createHash } from "node:crypto";
import type { Tx } from "../../../db/client";
import { reporterRefOf } from "../../cases/service/receive";
import type { StaffActor } from "../../kernel/actor";
import { canonicalBytes } from "../../kernel/json";
import { randomBytes } from "../../kernel/random";
import { Refused } from "../../kernel/refusal";
import { openMany, sealMany } from "../../privacy/seal";
import { sqlState, transact } from "../../transact";
import { type ErasureInput, refuse } from "../contract";
import { erase, type GoneFields } from "../rules";
import { lockAccount, proposalById, settleProposal, stopIntake } from "../store";
import * as store from "../store-erase";
import { factsOf, monthsKept } from "./facts";

type Fields = readonly { readonly eventId: string; readonly name: string }[];

/** How the entry commits to the private fields that an erasure deletes: `audit/verify-erased.ts` computes the same. */
const goneOf = (fields: Fields): GoneFields => ({
  count: fields.length,
  sha256: createHash("sha256")
    .update(canonicalBytes(fields.map(({ eventId, name }) => `${eventId}:${name}`).sort()))
    .digest("hex"),
});

/**
 * Reports that she filed lose her name and pseudonym. What she wrote about somebody else stays readable: it is part of
 * that case, and is sealed under that subject's key from now on. One new pseudonym stands for her in all of them, so
 * that she still counts as one reporter.
 */
async function unsign(tx: Tx, accountId: string, reporterRef: string, now: Date): Promise<store.Unsigned[]> {
  const filed = await store.filedBy(tx, reporterRef);
  const aboutOf = (row: (typeof filed)[number]) => `${row.subjectKind}:${row.subjectId}`;
  const destroyed = await store.destroyedAmong(tx, [...new Set(filed.map(aboutOf))]);
  const kept = filed.flatMap((row) =>
    row.description && aboutOf(row) !== `account:${accountId}` && !destroyed.has(aboutOf(row))
      ? [{ row, purpose: `report:${row.id}:description`, sealed: row.description }]
      : [],
  );
  const opened = await openMany(
    tx,
    kept.map(({ row, purpose, sealed }) => ({ about: row.about, purpose, sealed })),
  );
  const readable = kept.flatMap(({ row, purpose }, at) => {
    const value = opened[at];
    return typeof value === "string" ? [{ id: row.id, about: aboutOf(row), purpose, value }] : [];
  });
  const sealed = await sealMany(tx, now, readable);
  const words = new Map(readable.map(({ id }, at) => [id, (sealed[at] as Buffer).toString("hex")]));
  const nobody = randomBytes(32).toString("hex");
  return filed.map((row) => ({
    id: row.id,
    reporter_ref: nobody,
    about: aboutOf(row),
    description: words.get(row.id) ?? null,
  }));
}

type WrittenMeasure = { readonly facts: string | null };

/** Decisions about groups keep their reasoning, without the facts that were written about her alone. */
async function rewrite(tx: Tx, accountId: string, now: Date): Promise<store.Rewritten[]> {
  const carried = await store.carriedOn(tx, accountId);
  const asked = carried.flatMap((row) =>
    row.reasoning
      ? [
          {
            about: `${row.subjectKind}:${row.subjectId}`,
            purpose: `decision:${row.id}:reasoning`,
            sealed: row.reasoning,
          },
        ]
      : [],
  );
  const opened = await openMany(tx, asked);
  const rewritten = carried.flatMap((row, at) => {
    const text = opened[at];
    const place = asked[at];
    if (!text || !place) return [];
    const written = JSON.parse(text) as { readonly measures: readonly WrittenMeasure[] };
    const proposed = row.proposed as readonly { readonly subject: { readonly id: string } }[];
    const measures = written.measures.map((measure, nth) =>
      proposed[nth]?.subject.id === accountId ? { ...measure, facts: null } : measure,
    );
    return [{ id: row.id, ...place, value: JSON.stringify({ ...written, measures }) }];
  });
  const sealed = await sealMany(tx, now, rewritten);
  return rewritten.map(({ id }, at) => ({ id, reasoning: (sealed[at] as Buffer).toString("hex") }));
}

async function eraseNow(by: StaffActor, { erasureId }: ErasureInput, now: Date): Promise<void> {
  const months = await monthsKept();
  await transact(by, now, async (tx, settle) => {
    await stopIntake(tx);
    const asked = await proposalById(tx, erasureId);
    if (!asked) throw new Refused(refuse("missing_proposal"));
    const her = await lockAccount(tx, asked.subjectId);
    // Read again under the lock: somebody may have answered it meanwhile.
    const proposal = await proposalById(tx, erasureId);
    if (!her || !proposal) throw new Refused(refuse("missing"));
    const facts = await factsOf(tx, her, by.id, months);
    const fields = await store.privateFieldsAbout(tx, her.id);
    const { eventId } = settle(erase(facts, proposal, by, goneOf(fields), now));
    await settleProposal(tx, erasureId, "confirmed", by.id, now);
    const reporterRef = reporterRefOf({ externalId: her.externalId }) as string;
    const payloads = await store.payloadKeys(tx, her.id, reporterRef);
    const filed = await unsign(tx, her.id, reporterRef, now);
    const carried = await rewrite(tx, her.id, now);
    await store.blankKept(tx, erasureId, filed, carried);
    await store.eraseFields(tx, erasureId, eventId, fields);
    await store.blankOpen(tx, her, `erased:${randomBytes(16).toString("hex")}`, now);
    await store.destroyKeys(tx, [`account:${her.id}`, ...payloads], reporterRef, now);
  });
}

/**
 * The second person's yes: in one transaction the account's key is destroyed, everything that derives from her data is
 * emptied, and `privacy.erased` is appended. Cannot be undone. While it lasts no report comes in.
 * What stays: codes and pseudonymous ids, hashes of evidence, the ledger of measures and credit, the log's bodies,
 * sealed filings (which hold a masked name), and what was handed over already, here and in backups.
 * Refuses: missing_proposal, busy, and as `mayConfirm`; erased also for a second confirmation.
 */
export async function confirmErasure(by: StaffActor, input: ErasureInput, now: Date): Promise<void> {
  try {
    await eraseNow(by, input, now);
  } catch (error) {
    // Lock not available: reports kept coming in, or somebody held the account, for longer than anybody should wait.
    if (sqlState(error) === "55P03") throw new Refused(refuse("busy"));
    throw error;
  }
}
