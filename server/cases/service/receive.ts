import type { Tx } from "../../../db/client";
import { actorRef, type KeyActor, type OperatorActor, type StaffActor } from "../../kernel/actor";
import { assert } from "../../kernel/assert";
import { newId } from "../../kernel/id";
import type { Refusal } from "../../kernel/refusal";
import type { Policy } from "../../policy/contract";
import { currentPolicy } from "../../policy/service";
import { keyed } from "../../privacy/keyring";
import { read } from "../../read";
import { sqlState, transact } from "../../transact";
import { type NewReport, type Received, receiveLimit, refuseReport } from "../receive-contract";
import { admit, contentSha256 } from "../rules-receive";
import { byExternalIds } from "../store-receive";
import { receiptOf } from "./receipt";
import { type Incoming, Overtaken, storeBatch } from "./receive-batch";

export type Receiver = KeyActor | StaffActor | OperatorActor;

export type ReceiveOptions = {
  /** Who gives the external ids; the actor when left out. A connection has its own: `connection:<id>`. */
  readonly origin?: string;
  /** When each arrived, by its place in `reports`; `now` when left out. */
  readonly arrivedAt?: readonly Date[];
  /** The payload that the reports were taken from. */
  readonly payloadId?: string;
  /** Names of subjects that may have to be made, by `kind:externalId`. */
  readonly names?: ReadonlyMap<string, string>;
  /** A refused report refuses them all, and nothing is stored. */
  readonly whole?: boolean;
  /** Decides everything that can be decided without storing, and stores nothing: case and receipt are then empty. */
  readonly isPreview?: boolean;
  /** Runs as the last statement of the transaction, with the answers: to keep them under an Idempotency-Key. */
  readonly alongside?: (tx: Tx, received: readonly Received[]) => Promise<void>;
};

const attemptLimit = 10;

const overtakenBy = (error: unknown) => {
  if (error instanceof Overtaken) return true;
  if (sqlState(error) !== "23505") return false;
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return (cause as { constraint_name?: string }).constraint_name === "report_external_id_key";
};

/** A reporter's pseudonym: the same for the same external id, whichever key reports. A contact stands in for an id. */
export const reporterRefOf = (reporter: NewReport["reporter"]): string | null => {
  const named = reporter?.externalId ?? (reporter?.contact && `contact:${reporter.contact.trim().toLowerCase()}`);
  return named ? keyed("reporter", named).toString("hex") : null;
};

/**
 * Takes up to 500 reports in one transaction: each finds or opens the one open case of its subject, is routed, weighed
 * and given its due time at arrival, and gets a receipt. A refused report harms no other and leaves nothing behind.
 * The same external id with the same content gets the same answer; with other content it is refused.
 * Refuses, per report: source_not_allowed, document_number, unknown_category, future, external_id_taken.
 *
 * @param reports as `NewReport` parsed them.
 * @param now when they arrived: their received time, whatever handles them later.
 * @returns what became of each, in the order given.
 */
export async function receiveReports(
  by: Receiver,
  reports: readonly NewReport[],
  now: Date,
  options: ReceiveOptions = {},
): Promise<Received[]> {
  assert(reports.length <= receiveLimit, `${reports.length} reports in one transaction`);
  const policy = await currentPolicy();
  const origin = options.origin ?? actorRef(by);
  const answers: (Received | undefined)[] = reports.map((each, at) => {
    const refusal = admit(by, each, policy, options.arrivedAt?.[at] ?? now);
    return refusal ? { ok: false, refusal } : undefined;
  });
  const incoming = reports.flatMap((each, at): Incoming[] =>
    answers[at]
      ? []
      : [
          {
            at,
            report: each,
            id: newId(now),
            arrivedAt: options.arrivedAt?.[at] ?? now,
            sha256: contentSha256(each),
            reporterRef: reporterRefOf(each.reporter),
            payloadId: options.payloadId ?? null,
          },
        ],
  );
  for (let tried = 1; ; tried++) {
    try {
      return await attempt(by, origin, incoming, [...answers], policy, now, options);
    } catch (error) {
      if (tried >= attemptLimit || !overtakenBy(error)) throw error;
    }
  }
}

const taken = (): Refusal =>
  refuseReport("external_id_taken", {}, [
    {
      pointer: "/externalId",
      reason: { zh: "曾用于内容不同的举报", en: "was used for a report with other content" },
    },
  ]);

const asReplay = (answer: Received | undefined): Received | undefined =>
  answer?.ok ? { ...answer, isReplay: true } : answer;

type Known = Map<string, { readonly sha256: string; readonly answer: Received }>;

/** What is known under the external ids of a batch: the stored reports. */
async function knownReports(origin: string, incoming: readonly Incoming[]): Promise<Known> {
  const ids = [...new Set(incoming.flatMap(({ report }) => report.externalId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await read((tx) => byExternalIds(tx, origin, ids));
  return new Map(
    rows.map((row) => [
      row.externalId ?? "",
      {
        sha256: row.contentSha256,
        answer: {
          ok: true,
          reportId: row.id,
          receipt: receiptOf(row.id),
          caseNumber: row.caseNumber,
          duplicate: row.duplicate,
          isReplay: true,
        },
      },
    ]),
  );
}

/** One try: answers what is known already, stores the rest, and puts every answer in its place. */
async function attempt(
  by: Receiver,
  origin: string,
  incoming: readonly Incoming[],
  answers: (Received | undefined)[],
  policy: Policy,
  now: Date,
  { alongside, isPreview, names, whole }: ReceiveOptions,
): Promise<Received[]> {
  const known = await knownReports(origin, incoming);
  const fresh: Incoming[] = [];
  /** The same id twice in one batch: the later ones get the first one's answer. */
  const first = new Map<string, Incoming>();
  const repeated: { readonly of: Incoming; readonly each: Incoming }[] = [];
  for (const each of incoming) {
    const { externalId } = each.report;
    const stored = externalId === undefined ? undefined : known.get(externalId);
    const earlier = externalId === undefined ? undefined : first.get(externalId);
    if (stored) answers[each.at] = stored.sha256 === each.sha256 ? stored.answer : { ok: false, refusal: taken() };
    else if (earlier) repeated.push({ of: earlier, each });
    else {
      if (externalId !== undefined) first.set(externalId, each);
      fresh.push(each);
    }
  }
  const complete = () => {
    for (const { of, each } of repeated)
      answers[each.at] = of.sha256 === each.sha256 ? asReplay(answers[of.at]) : { ok: false, refusal: taken() };
    return answers as Received[];
  };
  const clashes = repeated.some(({ of, each }) => of.sha256 !== each.sha256);
  if (whole && (clashes || answers.some((answer) => answer?.ok === false))) {
    for (const { at } of fresh) answers[at] = { ok: false, refusal: refuseReport("together") };
    return complete();
  }
  if (isPreview)
    for (const { at, id } of fresh)
      answers[at] = { ok: true, reportId: id, receipt: "", caseNumber: 0, duplicate: false, isReplay: false };
  if (isPreview || fresh.length === 0) return complete();
  return transact(by, now, async (tx, settle) => {
    const stored = await storeBatch(tx, settle, { origin, names, policy, now }, fresh);
    for (const [at, answer] of stored) answers[at] = answer;
    const told = complete();
    await alongside?.(tx, told);
    return told;
  });
}
