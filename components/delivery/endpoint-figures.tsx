"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { StatusWord } from "@/components/ui/status-word";
import { type DeliveryView, lateMinutes } from "@/server/delivery/contract";
import type { EndpointRow } from "./endpoint-screen";

/** The rows that a figure counts. `since` belongs to the views by attempt. */
export const hrefOf = (endpointId: string, view: DeliveryView, since?: Date) =>
  `/settings/endpoints?${new URLSearchParams({ endpoint: endpointId, view, ...(since && { since: since.toISOString() }) })}`;

type Of = { row: EndpointRow };

/** How long something has waited, coarsely and still. */
function useAge() {
  const t = useTranslations("delivery.age");
  return (since: Date, asOf: Date) => {
    const minutes = Math.max(0, Math.floor((asOf.getTime() - since.getTime()) / 60_000));
    if (minutes < 60) return t("minutes", { count: minutes });
    return minutes < 2_880
      ? t("hours", { count: Math.floor(minutes / 60) })
      : t("days", { count: Math.floor(minutes / 1_440) });
  };
}

/** On or off, and what people must know of it. */
export function EndpointState({ row }: Of) {
  const t = useTranslations("delivery");
  const format = useFormatter();
  return (
    <span className="flex flex-col items-start gap-0.5 py-1">
      <StatusWord glyph={row.enabled ? "tick" : "bar"}>{row.enabled ? t("enabled") : t("disabled")}</StatusWord>
      {row.alerts.map((word) => (
        <StatusWord key={word} glyph="triangle" tone="late" className="whitespace-normal">
          {t(`alert.${word}`, { minutes: lateMinutes })}
        </StatusWord>
      ))}
      {row.rotatingUntil && (
        <span className="text-ink-3 text-xs">
          {t("rotating", { time: format.dateTime(row.rotatingUntil, "short") })}
        </span>
      )}
    </span>
  );
}

/** What waits, and for how long the oldest has. */
export function Waiting({ row }: Of) {
  const t = useTranslations("delivery");
  const age = useAge();
  if (row.queued === 0 || !row.oldestQueuedAt) return <span className="text-ink-3">0</span>;
  return (
    <span className="flex flex-col items-end">
      <Link href={hrefOf(row.id, "queued")} className="link">
        {row.queued}
      </Link>
      <span className="whitespace-nowrap text-ink-2 text-xs">
        {t("oldest", { age: age(row.oldestQueuedAt, row.asOf) })}
      </span>
    </span>
  );
}

/** A count that opens its rows. */
export function Count({ row, view }: Of & { view: "failed" | "moot" }) {
  const count = row[view];
  return count === 0 ? (
    <span className="text-ink-3">0</span>
  ) : (
    <Link href={hrefOf(row.id, view)} className="link">
      {count}
    </Link>
  );
}

/** How many of the messages tried in a span were not taken at the last attempt, and the share. */
export function Rate({ row, span }: Of & { span: "hour" | "day" }) {
  const t = useTranslations("delivery");
  const format = useFormatter();
  const { since, tried, missed } = row[span];
  if (tried === 0) return <span className="text-ink-3 text-xs">{t("noneTried")}</span>;
  return (
    <span className="flex flex-col items-end">
      <span>{format.number(missed / tried, { style: "percent", maximumFractionDigits: 1 })}</span>
      <span className="whitespace-nowrap text-ink-2 text-xs">
        <Link
          href={hrefOf(row.id, "missed", since)}
          className="link"
          aria-label={t(`missedOf.${span}`, { missed, tried })}
        >
          {missed}
        </Link>
        {" / "}
        <Link href={hrefOf(row.id, "tried", since)} className="link" aria-label={t(`triedOf.${span}`, { tried })}>
          {tried}
        </Link>
      </span>
    </span>
  );
}
