import type { Json } from "../kernel/json";
import type { Verdict } from "../kernel/verdict";
import type { ExportFormat } from "./contract";

/** What an export took out of the console. */
export type Exported = {
  readonly action: `disclosure.${string}_exported`;
  readonly format: ExportFormat;
  /** Which rows were asked for: words, codes, numbers and days, no text of anybody's. */
  readonly asked: Readonly<Record<string, Json>>;
  readonly rows: number;
  /** Of the file, hex: so that a file that turns up somewhere can be told by it. */
  readonly sha256: string;
};

/** The entry of an export: who took which rows, how many, in which file. */
export const exported = (id: string, { action, format, asked, rows, sha256 }: Exported): Verdict<null> => ({
  ok: true,
  next: null,
  entry: {
    kind: "disclosure",
    action,
    subject: { kind: "export", id, version: null },
    pub: { format, ...asked, rows, sha256 },
  },
  effects: [],
});
