import type { Reader } from "../../../db/client";
import { disclose } from "../../disclose";
import type { StaffActor } from "../../kernel/actor";
import { groupedBy } from "../../kernel/group-by";
import { Refused } from "../../kernel/refusal";
import { denied, type Verdict } from "../../kernel/verdict";
import { leafOf } from "../../policy/rules";
import { policyAt } from "../../policy/service";
import { openMany } from "../../privacy/seal";
import { read } from "../../read";
import { type EvidenceKind, type EvidenceRole, refuse } from "../contract";
import { checkClaim, mayTouch } from "../rules";
import { type CaseRow, claimOf, personOf, rowById } from "../store";
import { markViewed } from "../store-claim";
import { authorsOf, descriptionsOf, evidenceOf } from "../store-show";

/** Shown at once; a case with more says so. */
const itemLimit = 300;
const descriptionLimit = 50;

export type Author = {
  readonly externalId: string;
  readonly id: string | null;
  readonly name: string | null;
  readonly code: string | null;
  readonly role: string | null;
};

/** A message or attachment that one or more reports delivered. */
export type EvidenceItem = {
  readonly id: string;
  /** All ids under which the same thing was delivered, this one first. */
  readonly ids: readonly string[];
  readonly kind: EvidenceKind;
  readonly role: EvidenceRole;
  readonly author: Author | null;
  /** Null for an attachment, for erased text, and for material of which only the hash is shown. */
  readonly text: string | null;
  /** As text only: Docket never fetches it. */
  readonly url: string | null;
  /** Hash and reference only. Source: `domain.md`, "Personal data". */
  readonly hashOnly: boolean;
  readonly erased: boolean;
  readonly sha256: string;
  readonly sentAt: Date | null;
  readonly views: number | null;
  readonly forwards: number | null;
  readonly comments: number | null;
  readonly receivedAt: Date;
  readonly reports: number;
};

export type Evidence = {
  readonly items: readonly EvidenceItem[];
  readonly isMore: boolean;
  readonly descriptions: readonly {
    readonly reportId: string;
    readonly category: string | null;
    readonly source: string;
    readonly text: string | null;
    /** Why its reporter took it back, if she said. */
    readonly withdrawal: string | null;
  }[];
};

type Row = Awaited<ReturnType<typeof evidenceOf>>[number];

const isHashOnly = async (row: { readonly category: string | null; readonly policyNumber: number }) =>
  row.category !== null && (leafOf(await policyAt(row.policyNumber), row.category)?.hashOnly ?? false);

/** The same message with the same content is shown once, reported before context. */
function merged(rows: readonly Row[]): Row[][] {
  const same = groupedBy(rows, (row) => `${row.messageExternalId ?? row.id} ${row.kind} ${row.sha256}`);
  return [...same.values()].map((group) =>
    [...group].sort((a, b) => Number(b.role === "reported") - Number(a.role === "reported")),
  );
}

async function open(tx: Reader, found: CaseRow): Promise<Evidence> {
  const [rows, described] = await Promise.all([
    evidenceOf(tx, found.id, itemLimit + 1),
    descriptionsOf(tx, found.id, descriptionLimit),
  ]);
  const groups = merged(rows.slice(0, itemLimit));
  const closed = await Promise.all(
    groups.map(async (group) => (await Promise.all(group.map(isHashOnly))).includes(true)),
  );
  const hidden = await Promise.all(described.map(isHashOnly));
  const sealed = [
    ...groups.flatMap(([row], at) =>
      !row || closed[at]
        ? []
        : (["text", "url"] as const).flatMap((name) => {
            const value = row[name];
            return value ? [{ about: row.about, purpose: `evidence:${row.id}:${name}`, sealed: value }] : [];
          }),
    ),
    ...described.flatMap(({ about, reportId, sealed: description, withdrawal }, at) =>
      hidden[at]
        ? []
        : [
            ...(description ? [{ about, purpose: `report:${reportId}:description`, sealed: description }] : []),
            ...(withdrawal ? [{ about, purpose: `report:${reportId}:withdrawal`, sealed: withdrawal }] : []),
          ],
    ),
  ];
  const opened = new Map((await openMany(tx, sealed)).map((text, at) => [sealed[at]?.purpose, text]));
  const authors = [...new Set(rows.flatMap((row) => row.authorExternalId ?? []))];
  const known = authors.length
    ? await authorsOf(tx, authors, found.subjectKind === "group" ? found.subjectId : null)
    : [];
  const byId = new Map<string, Author>(known.map((author) => [author.externalId, author]));
  const nobody = (externalId: string): Author => ({ externalId, id: null, name: null, code: null, role: null });

  const items = groups.flatMap((group, at): EvidenceItem[] => {
    const [row] = group;
    if (!row) return [];
    const { id, sha256, sentAt, views, forwards, comments, receivedAt } = row;
    const text = opened.get(`evidence:${id}:text`) ?? null;
    return [
      {
        id,
        sha256,
        sentAt,
        views,
        forwards,
        comments,
        receivedAt,
        kind: row.kind as EvidenceKind,
        role: row.role as EvidenceRole,
        ids: group.map((each) => each.id),
        author: row.authorExternalId ? (byId.get(row.authorExternalId) ?? nobody(row.authorExternalId)) : null,
        text,
        url: opened.get(`evidence:${id}:url`) ?? null,
        hashOnly: closed[at] === true,
        erased: row.text !== null && text === null && closed[at] !== true,
        reports: new Set(group.map((each) => each.reportId)).size,
      },
    ];
  });
  const inOrder = [...items].sort(
    (a, b) => (a.sentAt ?? a.receivedAt).getTime() - (b.sentAt ?? b.receivedAt).getTime() || (a.id < b.id ? -1 : 1),
  );
  return {
    items: inOrder,
    isMore: rows.length > itemLimit,
    descriptions: described.map(({ reportId, category, source }) => ({
      reportId,
      category,
      source,
      text: opened.get(`report:${reportId}:description`) ?? null,
      withdrawal: opened.get(`report:${reportId}:withdrawal`) ?? null,
    })),
  };
}

/**
 * Opens the evidence of a case: what the platform delivered and what reporters wrote, never who they are. One entry
 * `disclosure.evidence_viewed` for each claim that opens it, and for each opening without a claim.
 * Refuses: missing, own_subject, not_her_queue, lost, lost_to.
 *
 * @param input `token` of the claim under which it is opened, if there is one.
 */
export async function openEvidence(
  by: StaffActor,
  input: { readonly caseId: string; readonly token?: string | undefined },
  now: Date,
): Promise<Evidence> {
  const look = async (tx: Reader) => {
    const row = await rowById(tx, input.caseId);
    if (!row) throw new Refused(refuse("missing"));
    const subject = `${row.subjectKind}:${row.subjectId}`;
    const claim = await claimOf(tx, row.id);
    const refusal =
      mayTouch({ queue: row.queue, subject }, await personOf(tx, by)) ??
      (input.token === undefined ? null : checkClaim(claim, by.id, input.token, now));
    const isHeld = refusal === null && input.token !== undefined;
    return { row, refusal, isHeld, isOpened: isHeld && claim !== null && claim.viewedAt !== null };
  };
  const seen = await read(async (tx) => {
    const { row, isOpened, refusal } = await look(tx);
    return isOpened && !refusal ? open(tx, row) : null;
  });
  if (seen) return seen;
  let isHeld = false;
  return disclose(
    by,
    now,
    async (tx): Promise<Verdict<CaseRow>> => {
      const found = await look(tx);
      if (found.refusal) return denied(found.refusal);
      isHeld = found.isHeld;
      const items = (await evidenceOf(tx, found.row.id, itemLimit)).length;
      return {
        ok: true,
        next: found.row,
        effects: [],
        entry: {
          kind: "disclosure",
          action: "disclosure.evidence_viewed",
          subject: { kind: "case", id: found.row.id, version: null },
          pub: { case: found.row.number, items },
          caseId: found.row.id,
        },
      };
    },
    async (tx, row) => {
      if (isHeld && input.token) await markViewed(tx, row.id, input.token, now);
      return open(tx, row);
    },
  );
}
