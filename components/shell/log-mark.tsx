"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Icon } from "@/components/ui/icon";
import { checkpointAgeHeader } from "@/server/audit/contract-words";
import type { LogHead } from "./viewer";

const lookEveryMs = 30_000;
const minuteSeconds = 60;
const hourSeconds = 60 * minuteSeconds;
const daySeconds = 24 * hourSeconds;

/** An age as coarsely as it matters: `42 s`, `3 min`, `5 h`, `2 d`. */
export function coarseAge(seconds: number) {
  if (seconds < minuteSeconds) return { unit: "seconds", count: seconds } as const;
  if (seconds < hourSeconds) return { unit: "minutes", count: Math.floor(seconds / minuteSeconds) } as const;
  if (seconds < daySeconds) return { unit: "hours", count: Math.floor(seconds / hourSeconds) } as const;
  return { unit: "days", count: Math.floor(seconds / daySeconds) } as const;
}

/** What is published about the log now; null when it cannot be had. */
async function look(): Promise<LogHead | null> {
  const answer = await fetch("/api/v1/log/checkpoint").catch(() => null);
  const ageSeconds = Number(answer?.headers.get(checkpointAgeHeader) ?? Number.NaN);
  const size = Number((await answer?.text())?.split("\n")[1] ?? Number.NaN);
  return answer?.ok && Number.isFinite(ageSeconds) && Number.isFinite(size) ? { size, ageSeconds } : null;
}

/** The log's last checkpoint and its age, which the frame keeps true while pages come and go. */
export function LogMark({ made }: { made: LogHead }) {
  const t = useTranslations("shell");
  const format = useFormatter();
  const [seen, setSeen] = useState(made);
  useEffect(() => {
    const timer = setInterval(async () => {
      if (document.visibilityState === "hidden") return;
      const now = await look();
      // What cannot be asked for only grows older.
      setSeen((before) => now ?? { ...before, ageSeconds: before.ageSeconds + lookEveryMs / 1_000 });
    }, lookEveryMs);
    return () => clearInterval(timer);
  }, []);
  const { unit, count } = coarseAge(seen.ageSeconds);
  return (
    <span className="hidden items-center gap-1.5 text-ink-2 text-xs wide:flex" title={t("logLabel")}>
      <Icon name="sealed" />
      {t("log")} <span className="font-mono">#{format.number(seen.size)}</span>
      <b className="text-ink">{t(`logAge.${unit}`, { count })}</b>
    </span>
  );
}
