import type { StaffActor } from "../../kernel/actor";
import { fromCursor, type Page, toCursor } from "../../kernel/cursor";
import { groupedBy } from "../../kernel/group-by";
import type { Json } from "../../kernel/json";
import { Refused } from "../../kernel/refusal";
import { laws } from "../../policy/contract";
import { leafOf } from "../../policy/rules";
import { currentPolicy } from "../../policy/service";
import { read } from "../../read";
import { refuse, type TimelineInput } from "../contract";
import { claimOf, personOf, rowById, rowByNumber } from "../store";
import {
  accountFacts,
  casesOfSubject,
  entriesOf,
  groupFacts,
  letterOf,
  reporterCount,
  reportGroups,
  reportsOf,
} from "../store-show";
import { allowedFor, type CaseAllowed, type CaseHead, toHead } from "../view";
import { isCovered } from "./covered";

/** What the registry says of a case's subject, as its head shows it. Sealed fields are not among them. */
export type SubjectFacts = {
  readonly externalId: string;
  readonly confirmed: boolean;
  readonly status: string | null;
  readonly grade: number | null;
  readonly category: string | null;
  readonly memberCount: number | null;
  readonly memberCap: number | null;
  readonly founder: { readonly id: string; readonly name: string; readonly code: string } | null;
  /** Of the account; of a group, its founder's. */
  readonly credit: string | null;
  readonly verification: string | null;
  readonly restrictions: readonly string[];
};

export type CaseView = CaseHead & {
  readonly facts: SubjectFacts | null;
  /** The regulator's letter with the earliest deadline. */
  readonly letter: {
    readonly office: string | null;
    readonly letterNumber: string | null;
    readonly dueAt: Date;
  } | null;
  /** Number of the case that took its reports over. */
  readonly mergedInto: number | null;
  readonly allowed: CaseAllowed;
  readonly policyNumber: number;
  /** When this was read. */
  readonly asOf: Date;
};

async function factsOf(
  tx: Parameters<typeof rowById>[0],
  kind: string,
  id: string,
  memberCap: number,
): Promise<SubjectFacts | null> {
  if (kind === "group") {
    const found = await groupFacts(tx, id);
    if (!found) return null;
    const { founderId, founderName, founderCode, ...rest } = found;
    const founder = founderId ? { id: founderId, name: founderName ?? "", code: founderCode ?? "" } : null;
    return { ...rest, memberCap, founder, restrictions: [] };
  }
  const found = await accountFacts(tx, id);
  return (
    found && {
      ...found,
      status: null,
      grade: null,
      category: null,
      memberCount: null,
      memberCap: null,
      founder: null,
    }
  );
}

/** One case as this person may see it, whatever its state. Logs nothing. Refuses: missing. */
export async function showCase(by: StaffActor, input: { readonly number: number }, now: Date): Promise<CaseView> {
  const policy = await currentPolicy();
  return read(async (tx) => {
    const row = await rowByNumber(tx, input.number);
    if (!row) throw new Refused(refuse("missing"));
    const [claim, person, facts, letter, into] = await Promise.all([
      claimOf(tx, row.id),
      personOf(tx, by),
      factsOf(tx, row.subjectKind, row.subjectId, policy.document.caps.groupMembers),
      row.regulatorDueAt ? letterOf(tx, row.id) : null,
      row.mergedInto ? rowById(tx, row.mergedInto) : null,
    ]);
    const found = { ...row, subject: `${row.subjectKind}:${row.subjectId}` };
    return {
      ...toHead(row, claim, person, now),
      facts,
      letter: letter?.dueAt ? { ...letter, dueAt: letter.dueAt } : null,
      mergedInto: into?.number ?? null,
      allowed: allowedFor(found, claim, person, now),
      policyNumber: policy.number,
      asOf: now,
    };
  });
}

export type TimelineEntry = {
  readonly id: string;
  readonly action: string;
  readonly occurredAt: Date;
  /** `staff`, `key`, `system`, `operator` or `public`, what follows it, and a colleague's name. */
  readonly actor: { readonly kind: string; readonly ref: string; readonly name: string | null };
  /** Place in the log; null until it has one, a moment later. */
  readonly leaf: number | null;
  readonly pub: { readonly [name: string]: Json };
};

const uuidText = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;
function before(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const [id] = fromCursor(cursor, 1) ?? [];
  if (typeof id !== "string" || !uuidText.test(id)) throw new Refused(refuse("bad_cursor"));
  return id;
}

const pageOf = <Row extends { readonly id: string }>(found: readonly Row[], limit: number): Page<Row> => {
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return { rows, next: last ? toCursor([last.id]) : null };
};

/** What may be read of a case before the decision on it: what came from outside, appeals, and what somebody did herself. */
const isOpenTo = (by: StaffActor, { action, actorRef }: { readonly action: string; readonly actorRef: string }) =>
  /^(report|appeal)\./.test(action) || actorRef === `staff:${by.id}`;

const covered = { action: "covered", actor: { kind: "staff", ref: "", name: null }, pub: {} } as const;

/**
 * What the log says of a case, newest first. Of what is covered for this person (`covered.ts`) she sees that there is an
 * entry, and when. Refuses: bad_cursor.
 */
export const timelineOf = (by: StaffActor, input: TimelineInput): Promise<Page<TimelineEntry>> =>
  read(async (tx) => {
    const [found, hides] = await Promise.all([
      entriesOf(tx, input.caseId, before(input.cursor), input.limit),
      isCovered(tx, by, input.caseId),
    ]);
    const { rows, next } = pageOf(found, input.limit);
    // Ids of one instant are in no order; versions are.
    const inOrder = [...rows].sort(
      (a, b) => b.occurredAt.getTime() - a.occurredAt.getTime() || (b.version ?? 0) - (a.version ?? 0),
    );
    return {
      next,
      rows: inOrder.map(({ actorRef, actorName, body, leaf, version: _, ...row }) => {
        const colon = actorRef.indexOf(":");
        return {
          ...row,
          leaf: leaf === null ? null : Number(leaf),
          actor: { kind: actorRef.slice(0, colon), ref: actorRef.slice(colon + 1), name: actorName },
          pub: (body as { pub: TimelineEntry["pub"] }).pub,
          ...(hides && !isOpenTo(by, { action: row.action, actorRef }) ? covered : {}),
        };
      }),
    };
  });

export type ReportGroup = {
  readonly category: string | null;
  readonly count: number;
  readonly reporters: number;
  readonly sources: readonly { readonly source: string; readonly count: number }[];
};
export type ReportSummary = {
  readonly total: number;
  /** Taken back by those who filed them. A case that only these are about goes on, for a person to conclude. */
  readonly withdrawn: number;
  /** Each person once, however often she reported. */
  readonly reporters: number;
  readonly firstAt: Date | null;
  /** Most reports first. */
  readonly groups: readonly ReportGroup[];
};

/** The merged reports of a case by category. */
export const reportSummary = (input: { readonly caseId: string }): Promise<ReportSummary> =>
  read(async (tx) => {
    const [cells, reporters] = await Promise.all([reportGroups(tx, input.caseId), reporterCount(tx, input.caseId)]);
    const byCategory = groupedBy(cells, (cell) => cell.category);
    const groups = [...byCategory].map(([category, of]) => ({
      category,
      count: of.reduce((sum, cell) => sum + cell.count, 0),
      reporters: of.reduce((sum, cell) => sum + cell.reporters, 0),
      sources: of.map(({ source, count }) => ({ source, count })).sort((a, b) => b.count - a.count),
    }));
    const first = cells.map((cell) => new Date(cell.firstAt).getTime());
    return {
      total: groups.reduce((sum, each) => sum + each.count, 0),
      withdrawn: cells.reduce((sum, each) => sum + each.withdrawn, 0),
      reporters,
      firstAt: first.length > 0 ? new Date(Math.min(...first)) : null,
      groups: groups.sort((a, b) => b.count - a.count || String(a.category).localeCompare(String(b.category))),
    };
  });

/** The reports of a case one by one, newest first; nothing of the reporters. Refuses: bad_cursor. */
export const reportList = (input: TimelineInput) =>
  read(async (tx) => pageOf(await reportsOf(tx, input.caseId, before(input.cursor), input.limit), input.limit));

const historyLimit = 50;

/** Other cases of the same subject, newest first. Refuses: missing. */
export const historyOf = (input: { readonly caseId: string }) =>
  read(async (tx) => {
    const row = await rowById(tx, input.caseId);
    if (!row) throw new Refused(refuse("missing"));
    return { rows: await casesOfSubject(tx, row.subjectKind, row.subjectId, row.id, historyLimit) };
  });

const noCase = "00000000-0000-0000-0000-000000000000";

/** All cases of one subject, newest first, for the page of the subject. */
export const casesAbout = (input: { readonly kind: string; readonly id: string }) =>
  read(async (tx) => ({ rows: await casesOfSubject(tx, input.kind, input.id, noCase, historyLimit) }));

/** Clauses that the reports of a case are about, from the policy in force, gravest first. Refuses: missing. */
export async function clausesOf(input: { readonly caseId: string }) {
  const policy = await currentPolicy();
  const cells = await read(async (tx) => {
    if (!(await rowById(tx, input.caseId))) throw new Refused(refuse("missing"));
    return reportGroups(tx, input.caseId);
  });
  const keys = [...new Set(cells.flatMap((cell) => cell.category ?? []))];
  const leaves = keys.flatMap((key) => leafOf(policy, key) ?? []);
  return {
    number: policy.number,
    label: policy.label,
    clauses: leaves
      .map(({ key, names, clause, rule, severity, legal }) => ({
        key,
        names,
        clause,
        rule,
        severity,
        legal: legal.map((each) => ({ ...each, law: { zh: each.law, en: laws[each.law].en } })),
      }))
      .sort((a, b) => b.severity - a.severity),
  };
}
