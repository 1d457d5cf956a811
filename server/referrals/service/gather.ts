import type { Reader } from "../../../db/client";
import { caseNumber } from "../../cases/contract-words";
import { assert } from "../../kernel/assert";
import { instant } from "../../kernel/calendar";
import type { Json } from "../../kernel/json";
import { leafOf } from "../../policy/rules";
import { policyAt } from "../../policy/service";
import { openMany, type ToOpen } from "../../privacy/seal";
import { type Content, contentOf, type Gathered, type PackedDecision, type PackedSubject, time } from "../content";
import type { Referral, Terms } from "../rules";
import { caseById } from "../store";
import * as rows from "../store-case";

/** Does anything in this case stand under a clause whose material leaves by hash and reference only? */
export async function isHashOnly(tx: Reader, caseId: string): Promise<boolean> {
  for (const { policy, category } of await rows.marksOf(tx, await rows.familyOf(tx, caseId)))
    if (leafOf(await policyAt(policy), category)?.hashOnly) return true;
  return false;
}

const evidenceTexts = (row: rows.EvidenceRow): ToOpen[] =>
  (["text", "url"] as const).flatMap((name) => {
    const sealed = row[name];
    return sealed?.length ? [{ about: row.about, purpose: `evidence:${row.id}:${name}`, sealed }] : [];
  });
const reportTexts = (row: rows.ReportRow, names: readonly ("description" | "reporter")[]): ToOpen[] =>
  names.flatMap((name) => {
    const sealed = row[name];
    return sealed?.length ? [{ about: row.about, purpose: `report:${row.id}:${name}`, sealed }] : [];
  });

/** Opens sealed values and finds them again by their purpose. */
async function opened(tx: Reader, values: readonly ToOpen[]): Promise<(purpose: string) => string | null> {
  const texts = await openMany(tx, values);
  const byPurpose = new Map(values.map(({ purpose }, at) => [purpose, texts[at] ?? null]));
  return (purpose) => byPurpose.get(purpose) ?? null;
}

/** Texts of a case that nobody may quote to others: none unless its material goes by hash only. */
export async function hashedTexts(tx: Reader, caseId: string): Promise<string[]> {
  if (!(await isHashOnly(tx, caseId))) return [];
  const values: ToOpen[] = [];
  for (const id of await rows.familyOf(tx, caseId)) {
    const [evidence, reports] = await Promise.all([rows.evidenceOf(tx, id), rows.reportsOf(tx, id)]);
    values.push(...evidence.flatMap(evidenceTexts), ...reports.flatMap((row) => reportTexts(row, ["description"])));
  }
  return (await openMany(tx, values)).filter((text) => text !== null);
}

async function subjectOf(tx: Reader, { kind, id }: Referral["subject"]) {
  if (kind === "group") {
    const row = await rows.groupOf(tx, id);
    if (!row) return null;
    const founder = row.founderId ? await rows.accountOf(tx, row.founderId) : null;
    const subject: PackedSubject = {
      kind,
      code: row.code,
      externalId: row.externalId,
      name: row.name,
      registry: {
        category: row.category,
        grade: row.grade,
        memberCount: row.memberCount,
        status: row.status,
        founder: founder ? { code: founder.code, externalId: founder.externalId, nickname: founder.nickname } : null,
      },
    };
    return { subject, identity: null, people: founder ? [`account:${founder.id}`] : [] };
  }
  const row = await rows.accountOf(tx, id);
  if (!row) return null;
  const about = `account:${id}`;
  const open = await opened(tx, [
    ...(row.phone ? [{ about, purpose: "account:phone", sealed: row.phone }] : []),
    ...(row.verificationToken ? [{ about, purpose: "account:verification_token", sealed: row.verificationToken }] : []),
  ]);
  const subject: PackedSubject = {
    kind,
    code: row.code,
    externalId: row.externalId,
    name: row.nickname,
    registry: { credit: row.credit, minor: row.minor, registeredAt: time(row.registeredAt) },
  };
  const identity = {
    verification: row.verification,
    method: row.verificationMethod,
    verifiedAt: time(row.verifiedAt),
    token: open("account:verification_token"),
    phone: open("account:phone"),
  };
  return { subject, identity, people: [] };
}

async function decisionsOf(tx: Reader, found: readonly rows.DecisionRow[]): Promise<PackedDecision[]> {
  const purpose = (row: rows.DecisionRow) => `decision:${row.id}:facts`;
  const open = await opened(
    tx,
    found.flatMap((row) =>
      row.facts.length > 0
        ? [{ about: `${row.subjectKind}:${row.subjectId}`, purpose: purpose(row), sealed: row.facts }]
        : [],
    ),
  );
  return Promise.all(
    found.map(async (row) => {
      const policy = await policyAt(row.policyNumber);
      const clauses = row.clauses.flatMap((key) => {
        const leaf = leafOf(policy, key);
        return leaf ? [{ key, clause: leaf.clause, ...leaf.names }] : [];
      });
      const evidence = row.evidence as { id: string; sha256: string; finding: string }[];
      return {
        id: row.id,
        round: row.round,
        state: row.state,
        finding: row.finding,
        policy: row.policyNumber,
        clauses,
        severity: row.severity,
        proposedAt: instant(row.proposedAt),
        effectiveAt: time(row.effectiveAt),
        evidence: evidence.map(({ id, sha256, finding }) => ({ id, sha256, finding })),
        facts: open(purpose(row)),
      };
    }),
  );
}

/** What goes along, and the keys of those whom it tells something of. */
export type Assembled = { readonly content: Content; readonly people: readonly string[] };

/**
 * Puts a referral's content together as of now. Who may see it has been asked, and what is shown of it is a disclosure.
 * What is closed by hash is not even opened here.
 */
export async function assemble(tx: Reader, referral: Referral, terms: Terms): Promise<Assembled> {
  const caseId = referral.case.id;
  const [found, hashOnly, about, evidence, reports, decided, measures] = await Promise.all([
    caseById(tx, caseId),
    isHashOnly(tx, caseId),
    subjectOf(tx, referral.subject),
    rows.evidenceOf(tx, caseId, referral.evidence),
    rows.reportsOf(tx, caseId),
    rows.decisionsOf(tx, caseId),
    rows.measuresOf(tx, caseId),
  ]);
  assert(found && about, `the case or the subject of referral ${referral.number} is gone`);
  const goes = (part: Referral["parts"][number]) => referral.parts.includes(part);
  const chosen = evidence.filter(({ id }) => referral.evidence.includes(id));
  const names = [
    ...(goes("reports") && !hashOnly ? (["description"] as const) : []),
    ...(goes("reporters") ? (["reporter"] as const) : []),
  ];
  const open = await opened(tx, [
    ...(hashOnly ? [] : chosen.flatMap(evidenceTexts)),
    ...reports.flatMap((row) => reportTexts(row, names)),
  ]);
  const gathered: Gathered = {
    referral,
    terms,
    hashOnly,
    case: {
      number: caseNumber(found.number),
      openedAt: instant(found.openedAt),
      category: found.category,
      severity: found.severity,
      reports: found.reportCount,
    },
    subject: about.subject,
    identity: about.identity,
    decisions: await decisionsOf(tx, goes("decisions") && !hashOnly ? decided : decided.map(withoutFacts)),
    measures: measures.map((row) => ({
      id: row.id,
      decision: row.decisionId,
      measure: row.key,
      subject: { kind: row.subjectKind, code: row.subjectCode },
      standing: row.standing,
      state: row.state,
      from: instant(row.from),
      until: time(row.until),
      grounds: row.grounds as Json,
      parameters: row.parameters as Json,
    })),
    evidence: chosen.map((row) => ({
      id: row.id,
      kind: row.kind,
      role: row.role,
      sha256: row.sha256,
      message: row.messageExternalId,
      author: row.authorExternalId,
      sentAt: time(row.sentAt),
      receivedAt: instant(row.receivedAt),
      text: open(`evidence:${row.id}:text`),
      url: open(`evidence:${row.id}:url`),
      views: row.views,
      forwards: row.forwards,
      comments: row.comments,
    })),
    reports: reports.map((row) => {
      const told = open(`report:${row.id}:reporter`);
      const { externalId = null, contact = null } = told
        ? (JSON.parse(told) as { externalId?: string; contact?: string })
        : {};
      return {
        id: row.id,
        source: row.source,
        category: row.category,
        outcome: row.state,
        receivedAt: instant(row.receivedAt),
        regulator: row.office || row.letter ? { office: row.office, letter: row.letter } : null,
        description: open(`report:${row.id}:description`),
        reporter: told ? { externalId, contact } : null,
      };
    }),
  };
  const wrote = names.length > 0 ? reports.map(({ about: key }) => key) : [];
  const { kind, id } = referral.subject;
  const people = [`${kind}:${id}`, ...about.people, ...chosen.map(({ about: key }) => key), ...wrote];
  return { content: contentOf(gathered), people: [...new Set(people)].sort() };
}

const withoutFacts = (row: rows.DecisionRow): rows.DecisionRow => ({ ...row, facts: Buffer.alloc(0) });
