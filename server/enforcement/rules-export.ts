import type { Verdict } from "../kernel/verdict";
import type { LedgerFilter, LedgerFormat } from "./contract";

/** What an export took out of the console. */
export type Exported = {
  readonly format: LedgerFormat;
  readonly filter: LedgerFilter;
  readonly rows: number;
  /** Of the file, hex: so that a file that turns up somewhere can be told by it. */
  readonly sha256: string;
};

/** The entry of an export: who took which rows, how many, in which file. Filters are words, codes and days: no text of anybody's. */
export const exported = (id: string, { format, filter, rows, sha256 }: Exported): Verdict<null> => ({
  ok: true,
  next: null,
  entry: {
    kind: "disclosure",
    action: "disclosure.ledger_exported",
    subject: { kind: "export", id, version: null },
    pub: {
      format,
      filter: Object.fromEntries(Object.entries(filter).flatMap(([name, value]) => (value ? [[name, value]] : []))),
      rows,
      sha256,
    },
  },
  effects: [],
});
