import type { Reader } from "../../db/client";
import type { Survey } from "./content";
import type { CheckKey, CheckResult } from "./contract";
import { DispositionReader, type DispositionResult, dispositionActions, dispositionKinds } from "./disposition";
import { missingGlyphs } from "./documents/fonts";
import { letterOf } from "./letter";
import { type DrawnPeriod, firstLeafSince } from "./store";
import { logRows } from "./store-log";

/** What a draw from the log found, and whether the log could be trusted while it was read. */
export type Drawing = {
  readonly result: DispositionResult;
  /** The first leaf whose body is not the one that its leaf commits to; null when all are. */
  readonly falseLeaf: number | null;
  /** The first leaf at which the dense counter of its kind skips; null when none does. */
  readonly gapAt: number | null;
};

/**
 * Reads the log as of a size and derives the report. Everything since the start of the period is read; from before
 * it only the measures, which tell who was on the blacklist.
 */
export async function draw(tx: Reader, period: DrawnPeriod): Promise<Drawing> {
  const reader = new DispositionReader(period.start, period.end);
  const first = Math.min((await firstLeafSince(tx, period.log, period.start)) ?? period.asOfSize, period.asOfSize);
  let falseLeaf: number | null = null;
  let gapAt: number | null = null;
  const ordinals = new Map<string, number>();
  const take = async (range: { from: number; to: number; kinds: readonly string[] }) => {
    for await (const row of logRows(tx, { log: period.log, ...range, actions: dispositionActions })) {
      if (!row.genuine) falseLeaf ??= row.index;
      const before = ordinals.get(row.kind);
      if (before !== undefined && row.ordinal !== before + 1) gapAt ??= row.index;
      ordinals.set(row.kind, row.ordinal);
      if (row.row) reader.take(row.row);
    }
  };
  await take({ from: 0, to: first, kinds: ["measure"] });
  await take({ from: first, to: period.asOfSize, kinds: dispositionKinds });
  return { result: reader.result(), falseLeaf, gapAt };
}

/** The checks of a draft: blocking ones must pass, warnings may be waived with a reason that the sealer confirms. */
export function checksOf(
  drawing: Drawing,
  { excerpt, characters }: Pick<Survey, "excerpt" | "characters">,
  waivers: Partial<Record<CheckKey, string>>,
): CheckResult[] {
  const { figures, byMeasure, ledger } = drawing.result;
  const missing = missingGlyphs(JSON.stringify(letterOf(excerpt)) + characters);
  const sum = byMeasure.reduce((total, row) => total + row.count, 0);
  const unexecuted = ledger.filter((row) => row.executedAt === null).length;
  const unnoticed = ledger.filter((row) => row.noticeAt === null).length;
  const blocking = (key: CheckKey, passed: boolean, rows: number, detail: string | null): CheckResult => ({
    key,
    level: "blocking",
    passed,
    rows,
    detail: passed ? null : detail,
    waiver: null,
  });
  const warning = (key: CheckKey, rows: number): CheckResult => ({
    key,
    level: "warning",
    passed: rows === 0,
    rows,
    detail: null,
    waiver: rows === 0 ? null : (waivers[key] ?? null),
  });
  return [
    blocking("log", drawing.falseLeaf === null, ledger.length, `#${drawing.falseLeaf}`),
    blocking("counters", drawing.gapAt === null, ledger.length, `#${drawing.gapAt}`),
    blocking(
      "sums",
      sum === figures.measures && ledger.length === figures.measures,
      byMeasure.length,
      `${sum} ≠ ${figures.measures}`,
    ),
    blocking("glyphs", missing.length === 0, missing.length, missing.slice(0, 20).join(" ")),
    warning("receipts", unexecuted),
    warning("notices", unnoticed),
  ];
}
