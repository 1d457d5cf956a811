import { parse } from "csv-parse/sync";
import type { Tx } from "../../../db/client";
import type { NewReport } from "../../cases/receive-contract";
import { admit, contentSha256 } from "../../cases/rules-receive";
import { closeCase, lockCase } from "../../cases/service/lock";
import { Overtaken, storeBatch } from "../../cases/service/receive-batch";
import { actorRef, type StaffActor } from "../../kernel/actor";
import { assert } from "../../kernel/assert";
import { newId } from "../../kernel/id";
import { type FieldFault, Refused } from "../../kernel/refusal";
import type { Policy } from "../../policy/contract";
import { currentPolicy } from "../../policy/service";
import { ensureSubjects, lockSubjects, type Subject } from "../../registry/service/subjects";
import { type Settle, transact } from "../../transact";
import { DecideCase, refuse } from "../contract";
import {
  type ImportBlacklist,
  type ImportColumn,
  type ImportedRow,
  importColumns,
  importRowLimit,
} from "../contract-import";
import { decide as decideRule, timesOf } from "../rules-decide";
import { type ImportLine, type Listing, lineFault, listingsOf } from "../rules-import";
import { openCasesOf } from "../store-blacklist";
import { ownsAny } from "../store-ground";
import { addresses, groundOf, loadFacts } from "./ground";
import { saveDecisionRow, sealDecision } from "./save";

const faultLimit = 200;
const attemptLimit = 3;
/** No claim: the case was opened by this very act, and nobody else can hold it. */
const noClaim = "00000000-0000-0000-0000-000000000000";

const refusedWith = (faults: readonly FieldFault[]) =>
  new Refused(refuse("import_refused", {}, faults.slice(0, faultLimit)));
const whole = (zh: string, en: string) => refusedWith([lineFault(1, "", zh, en)]);

/** The lines of a CSV file under its header. Refuses: import_refused (not CSV, a column missing, no rows, too many). */
function linesOf(text: string): ImportLine[] {
  let parsed: { record: string[]; info: { lines: number } }[];
  try {
    parsed = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as typeof parsed;
  } catch {
    throw whole("不是格式正确的 CSV", "is not well-formed CSV");
  }
  const [header, ...rows] = parsed;
  const names = header?.record.map((name) => name.trim()) ?? [];
  const missing = importColumns.filter((column) => column !== "reason" && !names.includes(column));
  if (missing.length > 0) throw whole(`缺少列：${missing.join("、")}`, `lacks the column ${missing.join(", ")}`);
  if (rows.length === 0) throw whole("没有数据行", "has no rows");
  if (rows.length > importRowLimit) throw whole(`最多 ${importRowLimit} 行`, `has more than ${importRowLimit} rows`);
  return rows.map(({ record, info }) => ({
    // A quoted text may go over several lines: a row is named by its last.
    line: info.lines,
    values: Object.fromEntries(
      names.flatMap((name, at) =>
        (importColumns as readonly string[]).includes(name) ? [[name as ImportColumn, record[at] ?? ""]] : [],
      ),
    ),
  }));
}

const reportOf = ({ kind, externalId, clause, facts }: Listing): NewReport => ({
  subject: { type: kind, externalId },
  source: "staff",
  category: clause,
  description: facts,
});

const keyOf = ({ kind, externalId }: Pick<Listing, "kind" | "externalId">) => `${kind}:${externalId}`;

/** A staff report for each listing, so that its case has where it came from. */
const receiveAll = (tx: Tx, settle: Settle, by: StaffActor, listings: readonly Listing[], policy: Policy, now: Date) =>
  storeBatch(
    tx,
    settle,
    { origin: actorRef(by), names: undefined, policy, now },
    listings.map((listing, at) => {
      const report = reportOf(listing);
      const sha256 = contentSha256(report);
      return { at, report, id: newId(now), arrivedAt: now, sha256, reporterRef: null, payloadId: null };
    }),
  );

/** Proposes one listing in its case, by the rule of every decision. */
async function propose(
  tx: Tx,
  settle: Settle,
  by: StaffActor,
  listing: Listing,
  subject: Subject,
  caseId: string,
  policy: Policy,
  now: Date,
): Promise<{ readonly row: ImportedRow } | { readonly faults: FieldFault[] }> {
  const own = { kind: subject.kind, id: subject.id };
  const input = DecideCase.parse({
    caseId,
    round: 1,
    claimToken: noClaim,
    finding: "violates",
    clauses: [listing.clause],
    facts: listing.facts,
    deviationReason: listing.reason,
    measures: [
      {
        key: "blacklist",
        subject: own,
        standing: "subject",
        parameters: { functions: listing.functions },
        days: listing.reviewDays,
      },
    ],
  });
  const found = await lockCase(tx, caseId);
  const facts = await loadFacts(tx, caseId, input, [own], policy, now);
  const isOwn = await ownsAny(tx, by.id, [subject.id]);
  const ground = groundOf(found, new Map([[`${own.kind}:${own.id}`, subject]]), facts, policy);
  const admission = { refusal: isOwn ? refuse("own_subject") : null };
  const verdict = decideRule(ground, admission, input, addresses(), timesOf(now, 0), () => newId(now));
  if (!verdict.ok) {
    const { sentence, fields } = verdict.refusal;
    const faults = fields.length > 0 ? fields : [{ pointer: "", reason: sentence }];
    return {
      faults: faults.map(({ pointer, reason }) =>
        lineFault(listing.line, pointer === "/facts" ? "facts" : "", reason.zh, reason.en),
      ),
    };
  }
  const { next, eventId } = settle(verdict);
  assert(next.state === "proposed", "a blacklisting is proposed, never entered");
  const texts = await sealDecision(tx, ground, next.id, input, now);
  await saveDecisionRow(tx, ground, next, input, texts, by.id, eventId, now);
  await closeCase(tx, found, { state: "awaiting_approval", version: found.version + 1, at: now });
  return { row: { line: listing.line, caseNumber: found.number, decisionId: next.id } };
}

const openCase = (line: number, number: number) => {
  const name = `C-${String(number).padStart(6, "0")}`;
  return lineFault(
    line,
    "externalId",
    `已有未结案件 ${name}，请在该案中处理`,
    `has an open case, ${name}: decide it there`,
  );
};

async function attempt(
  by: StaffActor,
  listings: readonly Listing[],
  policy: Policy,
  now: Date,
): Promise<ImportedRow[]> {
  return transact(by, now, async (tx, settle) => {
    const subjects = await ensureSubjects(tx, listings, now);
    const locked = await lockSubjects(tx, [...subjects.values()]);
    const subjectOf = (listing: Listing): Subject => {
      const named = subjects.get(keyOf(listing));
      const subject = named && locked.get(`${named.kind}:${named.id}`);
      assert(subject, "a subject of the list was found or made");
      return subject;
    };
    const ids = [...subjects.values()].map(({ id }) => id);
    const before = await openCasesOf(tx, ids);
    const busy = listings.flatMap((listing) => {
      const { kind, id } = subjectOf(listing);
      const open = before.get(`${kind}:${id}`);
      return open ? [openCase(listing.line, open.number)] : [];
    });
    if (busy.length > 0) throw refusedWith(busy);
    await receiveAll(tx, settle, by, listings, policy, now);
    const cases = await openCasesOf(tx, ids);
    const made: ImportedRow[] = [];
    const faults: FieldFault[] = [];
    for (const listing of listings) {
      const subject = subjectOf(listing);
      const found = cases.get(`${subject.kind}:${subject.id}`);
      assert(found, "a report has a case");
      // A report of somebody else opened it in the same moment: it has more than this one entry.
      if (found.version > 1) faults.push(openCase(listing.line, found.number));
      else {
        const proposed = await propose(tx, settle, by, listing, subject, found.id, policy, now);
        if ("row" in proposed) made.push(proposed.row);
        else faults.push(...proposed.faults);
      }
    }
    if (faults.length > 0) throw refusedWith(faults);
    return made;
  });
}

/**
 * Brings a list in: each row becomes a case with a proposal and its facts, which a second person approves or returns;
 * nobody is listed by it. All rows or none: with one bad row nothing is written, and every bad row is told by its line.
 * Refuses: import_refused.
 */
export async function importBlacklist(by: StaffActor, { text }: ImportBlacklist, now: Date): Promise<ImportedRow[]> {
  const policy = await currentPolicy();
  const { listings, faults } = listingsOf(policy, linesOf(text));
  const refused = listings.flatMap((listing) => {
    const refusal = admit(by, reportOf(listing), policy, now);
    const reasons = refusal?.fields.map(({ reason }) => reason) ?? [];
    return reasons.map(({ zh, en }) => lineFault(listing.line, "externalId", zh, en));
  });
  if (faults.length + refused.length > 0) throw refusedWith([...faults, ...refused]);
  for (let tried = 1; ; tried++) {
    try {
      return await attempt(by, listings, policy, now);
    } catch (error) {
      if (tried >= attemptLimit || !(error instanceof Overtaken)) throw error;
    }
  }
}
