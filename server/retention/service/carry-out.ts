import type { Tx } from "../../../db/client";
import { randomBytes } from "../../kernel/random";
import { openMany, sealMany } from "../../privacy/seal";
import * as store from "../store-erase";
import { keyOf, type Subject } from "../store-subject";

const aboutOf = (row: store.Filed) => `${row.subjectKind}:${row.subjectId}`;

/** Some of the reports that somebody filed: her words about others sealed under their keys. */
async function unsignSome(tx: Tx, filed: readonly store.Filed[], about: string, nobody: string, now: Date) {
  const destroyed = await store.destroyedAmong(tx, [...new Set(filed.map(aboutOf))]);
  const kept = filed.flatMap((row) =>
    row.description && aboutOf(row) !== about && !destroyed.has(aboutOf(row))
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
  return filed.map((row) => ({
    id: row.id,
    reporter_ref: nobody,
    about: aboutOf(row),
    description: words.get(row.id) ?? null,
  }));
}

/**
 * Reports that somebody filed lose her name and pseudonym. What she wrote about somebody else stays readable: it is part of
 * that case, and is sealed under that subject's key from now on. One new pseudonym stands for her in all of them, so
 * that she still counts as one reporter.
 */
async function unsign(tx: Tx, about: string, reporterRef: string, now: Date): Promise<store.Unsigned[]> {
  const nobody = randomBytes(32).toString("hex");
  const all: store.Unsigned[] = [];
  for await (const filed of store.filedBy(tx, reporterRef))
    all.push(...(await unsignSome(tx, filed, about, nobody, now)));
  return all;
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

/** A random word in the place of the platform's id, so that the platform may name the same one anew: as a new subject. */
const nobodysId = () => `erased:${randomBytes(16).toString("hex")}`;

async function carryOutAccount(tx: Tx, erasureId: string, subject: Subject, now: Date): Promise<void> {
  const reporterRef = subject.reporterRef as string;
  const keys = [
    keyOf(subject),
    ...(await store.payloadKeys(tx, subject)),
    ...(await store.heldReporterKeys(tx, reporterRef)),
  ];
  const filed = await unsign(tx, keyOf(subject), reporterRef, now);
  const carried = await rewrite(tx, subject.id, now);
  await store.blankAccount(tx, erasureId, filed, carried);
  await store.emptyAccount(tx, subject.id, nobodysId(), now);
  await store.destroyKeys(tx, keys, reporterRef, now);
}

async function carryOutGroup(tx: Tx, erasureId: string, subject: Subject, now: Date): Promise<void> {
  const keys = [keyOf(subject), ...(await store.payloadKeys(tx, subject))];
  await store.blankGroup(tx, erasureId);
  await store.emptyGroup(tx, subject.id, nobodysId(), now);
  await store.destroyKeys(tx, keys, null, now);
}

async function carryOutReporter(tx: Tx, erasureId: string, subject: Subject, now: Date): Promise<void> {
  const reporterRef = subject.reporterRef as string;
  const keys = [
    keyOf(subject),
    ...(await store.payloadKeys(tx, subject)),
    ...(await store.heldReporterKeys(tx, reporterRef)),
  ];
  await store.blankReporter(tx, erasureId, await unsign(tx, keyOf(subject), reporterRef, now));
  await store.destroyKeys(tx, [...new Set(keys)], reporterRef, now);
}

/**
 * Empties everything that is kept of a subject and destroys its keys. The erasure is confirmed, the caller holds the
 * subject's lock and has stopped the intake.
 */
export const carryOut = (tx: Tx, erasureId: string, subject: Subject, now: Date): Promise<void> =>
  ({ account: carryOutAccount, group: carryOutGroup, reporter: carryOutReporter })[subject.kind](
    tx,
    erasureId,
    subject,
    now,
  );
