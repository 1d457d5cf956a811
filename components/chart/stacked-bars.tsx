"use client";

import { useFormatter } from "next-intl";
import { useId } from "react";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { axisLook, ChartTooltip, dayTick, pointsOf } from "./axes";
import { type ChartData, ticksOf, totalOf } from "./chart-data";
import { Patterns, paintOf } from "./tones";

/** Parts of a whole per day, upright, from zero; the total stands on the last bar. */
export default function StackedBars({ data, name }: { data: ChartData; name: string }) {
  const patterns = useId();
  const format = useFormatter();
  const ticks = ticksOf(Math.max(...data.rows.map(totalOf)));
  const last = data.rows.length - 1;
  const topKey = [...data.series].reverse().find(({ key }) => (data.rows[last]?.values[key] ?? 0) > 0)?.key;
  return (
    <ResponsiveContainer width="100%" height={230} initialDimension={{ width: 418, height: 230 }}>
      <BarChart
        data={pointsOf(data)}
        title={name}
        margin={{ top: 18, right: 2, bottom: 4, left: 0 }}
        barCategoryGap="18%"
      >
        <Patterns id={patterns} />
        <CartesianGrid vertical={false} stroke="var(--rule)" />
        <XAxis
          dataKey="key"
          interval={0}
          axisLine={{ stroke: "var(--rule-2)" }}
          tickLine={false}
          tick={dayTick(data)}
        />
        <YAxis {...axisLook} width={40} ticks={ticks} domain={[0, ticks.at(-1) ?? 4]} />
        <Tooltip
          cursor={{ fill: "var(--hover)" }}
          isAnimationActive={false}
          content={({ active, label }) => <ChartTooltip active={active} label={label} data={data} />}
        />
        {data.series.map((series) => (
          <Bar
            key={series.key}
            dataKey={series.key}
            name={series.label}
            stackId="all"
            isAnimationActive={false}
            maxBarSize={24}
            {...paintOf(series.tone, patterns)}
            label={
              series.key === topKey
                ? ({ x, y, width, index }) =>
                    index === last ? (
                      <text
                        x={Number(x) + Number(width) / 2}
                        y={Number(y) - 6}
                        textAnchor="middle"
                        fontSize={12}
                        fontWeight={600}
                        fill="var(--ink)"
                      >
                        {format.number(totalOf(data.rows[last] ?? { key: "", label: "", values: {} }))}
                      </text>
                    ) : (
                      <g />
                    )
                : undefined
            }
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
