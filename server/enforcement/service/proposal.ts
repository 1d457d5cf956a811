import type { Reader } from "../../../db/client";
import { assert } from "../../kernel/assert";
import { openMany } from "../../privacy/seal";
import type { DecideCase, DecisionState, Finding } from "../contract";
import type { Proposal } from "../rules-proposal";
import type { DecisionRow } from "../store";
import type { JudgedEvidence } from "../store-ground";
import type { StoredMeasure, WrittenTexts } from "./save";

/** No claim token is all zeros: a stored decision has none. */
const noClaim = "00000000-0000-0000-0000-000000000000";

const nothingWritten: WrittenTexts = { reasoning: null, deviationReason: null, measures: [] };

/** The texts of a decision, opened. A text whose key was erased is missing. */
export async function textsOf(tx: Reader, row: DecisionRow): Promise<{ facts: string | null } & WrittenTexts> {
  const about = `${row.subjectKind}:${row.subjectId}`;
  const [facts, reasoning] = await openMany(tx, [
    { about, purpose: `decision:${row.id}:facts`, sealed: row.facts },
    ...(row.reasoning ? [{ about, purpose: `decision:${row.id}:reasoning`, sealed: row.reasoning }] : []),
  ]);
  const written = reasoning ? (JSON.parse(reasoning) as WrittenTexts) : nothingWritten;
  return { facts: facts ?? null, ...written };
}

/** The input that made a stored decision, so that its approval is judged by the very same rule. */
export async function proposalOf(tx: Reader, row: DecisionRow): Promise<Proposal> {
  const texts = await textsOf(tx, row);
  assert(texts.facts !== null, "the facts of a decision that is still open were erased");
  const stored = row.proposed as StoredMeasure[];
  const input: DecideCase = {
    caseId: row.caseId,
    round: row.round,
    claimToken: noClaim,
    finding: row.finding as Finding,
    clauses: row.clauses,
    evidence: (row.evidence as JudgedEvidence[]).map(({ id, finding }) => ({ id, finding })),
    facts: texts.facts,
    measures: stored.map((measure, at) => {
      const { facts, items } = texts.measures[at] ?? { facts: null, items: null };
      return {
        ...measure,
        parameters: items ? { ...measure.parameters, items } : measure.parameters,
        ...(facts ? { facts } : {}),
      };
    }),
    ...(texts.reasoning ? { reasoning: texts.reasoning } : {}),
    ...(texts.deviationReason ? { deviationReason: texts.deviationReason } : {}),
  };
  return {
    id: row.id,
    state: row.state as DecisionState,
    version: row.version,
    proposedBy: row.proposedBy,
    proposedAt: row.proposedAt,
    lapsesAt: row.lapsesAt,
    deviates: row.deviates,
    input,
  };
}
