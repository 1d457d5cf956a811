import { useFormatter } from "next-intl";
import type { ReactNode } from "react";
import type { ChartData } from "./chart-data";

type TickProps = { x?: number | string; y?: number | string; index?: number; payload?: { value: unknown } };

/** The words under a chart of days: as many as fit, the last one bold. */
export function dayTick(data: ChartData) {
  const last = data.rows.length - 1;
  const every = Math.max(1, Math.ceil(data.rows.length / 6));
  return ({ x = 0, y = 0, index = 0 }: TickProps): ReactNode => {
    if ((last - index) % every !== 0) return <g />;
    const row = data.rows[index];
    return (
      <text
        x={x}
        y={Number(y) + 12}
        textAnchor="middle"
        fontSize={12}
        fontWeight={index === last ? 600 : 400}
        fill={index === last ? "var(--ink)" : "var(--ink-3)"}
      >
        {row?.short ?? row?.label}
      </text>
    );
  };
}

type TooltipProps = { active?: boolean; label?: unknown; data: ChartData };

/** The numbers under the pointer or the arrow keys, spoken as they change. */
export function ChartTooltip({ active, label, data }: TooltipProps) {
  const format = useFormatter();
  const row = data.rows.find(({ key }) => key === label);
  if (!active || !row) return null;
  return (
    <div role="status" className="rounded-control bg-toast px-2.5 py-1.5 text-on-toast text-xs">
      <p className="font-bold">{row.label}</p>
      {data.series.map((series) => {
        const value = row.values[series.key] ?? null;
        return (
          <p key={series.key} className="flex justify-between gap-4">
            {series.label}
            <span>{value === null ? "–" : format.number(value)}</span>
          </p>
        );
      })}
    </div>
  );
}

/** Recharts reads one flat object a point. */
export const pointsOf = (data: ChartData) => data.rows.map((row) => ({ key: row.key, ...row.values }));

export const axisLook = { axisLine: false, tickLine: false, tick: { fontSize: 12, fill: "var(--ink-3)" } } as const;
