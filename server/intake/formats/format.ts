import type { NewReport } from "../../cases/receive-contract";
import type { Source } from "../../kernel/actor";
import type { FieldFault } from "../../kernel/refusal";

/** One report as an adapter made it of a payload. */
export type Adapted = {
  readonly report: NewReport;
  /** Where it stands in the payload: JSON pointer, empty for the whole. */
  readonly pointer: string;
  /** Where a field of the report comes from, within the entry: pointer in the report → pointer in the entry. */
  readonly fields: Readonly<Record<string, string>>;
};

/** What an adapter makes of a payload. A payload that is not of the format at all is one faulty entry, at "". */
export type Adaptation = {
  readonly reports: readonly Adapted[];
  /** Entries with missing or wrong fields; pointers into the payload. */
  readonly faulty: readonly { readonly pointer: string; readonly faults: readonly FieldFault[] }[];
  /** Names of groups and accounts that the payload tells, by `kind:externalId`. */
  readonly names: ReadonlyMap<string, string>;
};

/** Maps a parsed payload of one format; pure. Fields that it does not know stay in the payload, which is kept. */
export type Adapter = (payload: unknown, source: Source) => Adaptation;
