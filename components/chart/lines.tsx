"use client";

import { useFormatter } from "next-intl";
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { axisLook, ChartTooltip, dayTick, pointsOf } from "./axes";
import { type ChartData, ticksOf } from "./chart-data";
import { paintOf } from "./tones";

type LinesProps = { data: ChartData; name: string; limit?: { value: number; label: string } };

/** Courses over time, named at their ends; the limit is a dotted line. Gaps stay gaps. */
export default function Lines({ data, name, limit }: LinesProps) {
  const format = useFormatter();
  const values = data.rows.flatMap((row) => data.series.map(({ key }) => row.values[key] ?? 0));
  const ticks = ticksOf(Math.max(limit?.value ?? 0, ...values));
  const last = data.rows.length - 1;
  const top = ticks.at(-1) ?? 4;
  const endOf = (key: string) => data.rows[last]?.values[key] ?? null;
  /** Names of courses that end close together stand above each other, the greater on top. */
  const nudgeOf = (key: string, place: number) => {
    const end = endOf(key);
    if (end === null) return 0;
    const below = data.series.filter((other, at) => {
      const value = endOf(other.key);
      return (
        value !== null &&
        at !== place &&
        Math.abs(value - end) < top * 0.08 &&
        (value < end || (value === end && at > place))
      );
    });
    return below.length * -14;
  };
  const isNamed = Boolean(limit) || data.series.some(({ key }) => endOf(key) !== null);
  return (
    <ResponsiveContainer width="100%" height={230} initialDimension={{ width: 418, height: 230 }}>
      <LineChart data={pointsOf(data)} title={name} margin={{ top: 18, right: isNamed ? 88 : 12, bottom: 4, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--rule)" />
        <XAxis
          dataKey="key"
          interval={0}
          padding={{ left: 8, right: 8 }}
          axisLine={{ stroke: "var(--rule-2)" }}
          tickLine={false}
          tick={dayTick(data)}
        />
        <YAxis
          {...axisLook}
          width={40}
          ticks={ticks}
          domain={[0, top]}
          tickFormatter={(value: number) => format.number(value)}
        />
        <Tooltip
          cursor={{ stroke: "var(--rule-2)" }}
          isAnimationActive={false}
          content={({ active, label }) => <ChartTooltip active={active} label={label} data={data} />}
        />
        {limit && (
          <ReferenceLine
            y={limit.value}
            stroke="var(--ink-2)"
            strokeDasharray="2 3"
            label={{ value: limit.label, position: "right", fontSize: 12, fill: "var(--ink-2)" }}
          />
        )}
        {data.series.map((series, place) => {
          const { stroke } = paintOf(series.tone, "");
          return (
            <Line
              key={series.key}
              dataKey={series.key}
              name={series.label}
              stroke={stroke}
              strokeWidth={2}
              dot={({ cx, cy, index }) =>
                index === last && (data.rows[last]?.values[series.key] ?? null) !== null ? (
                  <circle key={index} cx={cx} cy={cy} r={3} fill={stroke} />
                ) : (
                  <g key={index} />
                )
              }
              activeDot={{ r: 4, fill: stroke, stroke: "var(--sheet)" }}
              isAnimationActive={false}
              label={({ x, y, index }) => {
                const value = data.rows[last]?.values[series.key];
                if (index !== last || value === null || value === undefined) return <g />;
                return (
                  <text
                    x={Number(x) + 8}
                    y={Number(y) + 4 + nudgeOf(series.key, place)}
                    fontSize={12}
                    fontWeight={600}
                    fill="var(--ink)"
                  >
                    {series.label} {format.number(value)}
                  </text>
                );
              }}
            />
          );
        })}
      </LineChart>
    </ResponsiveContainer>
  );
}
