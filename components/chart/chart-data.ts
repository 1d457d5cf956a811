/** The look of a series: the ordinal ramp, or a hatch for what is late and for what needs a second person. */
export type Tone = "c1" | "c2" | "c3" | "c4" | "late" | "second";

export type Series = { readonly key: string; readonly label: string; readonly tone: Tone };

export type ChartRow = {
  readonly key: string;
  /** In the table, the tooltip and the file: `2026年11月22日`. */
  readonly label: string;
  /** On the axis: `22`. */
  readonly short?: string;
  /** The rows behind the figure; their count equals it. */
  readonly href?: string;
  /** By series key; null is withheld or not measured, and is drawn as nothing, not as zero. */
  readonly values: Readonly<Record<string, number | null>>;
  /** Of a bar: hatched instead of its series' tone. */
  readonly tone?: Tone;
  /** At the right end of a bar: a share, whom it concerns. */
  readonly aside?: string;
};

/** What a chart, its table and its file all show: one source for the three. */
export type ChartData = {
  /** The head of the first column: "day", "category". */
  readonly rowsLabel: string;
  readonly series: readonly Series[];
  readonly rows: readonly ChartRow[];
};

const quote = (cell: string) => {
  // A spreadsheet would run a cell that begins like a formula.
  const safe = /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The numbers of a chart as CSV (RFC 4180) with a byte-order mark, so that spreadsheets read Chinese. */
export function toCsv(data: ChartData): string {
  const head = [data.rowsLabel, ...data.series.map(({ label }) => label)];
  const body = data.rows.map((row) => [row.label, ...data.series.map(({ key }) => String(row.values[key] ?? ""))]);
  return `\ufeff${[head, ...body].map((cells) => cells.map(quote).join(",")).join("\r\n")}\r\n`;
}

export const totalOf = (row: ChartRow) =>
  Object.values(row.values).reduce<number>((sum, value) => sum + (value ?? 0), 0);

/** The end of an axis that starts at zero, in at most five steps of 1, 2 or 5 × 10ⁿ, never a fraction. */
export function axisTop(largest: number): { top: number; step: number } {
  const rough = Math.max(1, largest / 5);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  return { top: Math.max(1, Math.ceil(largest / step)) * step, step };
}

export const ticksOf = (largest: number) => {
  const { top, step } = axisTop(largest);
  return Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
};
