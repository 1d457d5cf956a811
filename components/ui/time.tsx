import { useFormatter, useTranslations } from "next-intl";
import { classNames } from "./class-names";
import { coarseTimeLeft } from "./coarse-time";
import { StatusWord } from "./status-word";

type Instant = Date | string;
const dateOf = (at: Instant) => (typeof at === "string" ? new Date(at) : at);

type TimeProps = {
  at: Instant;
  /** `day` 2026年11月22日, `minute` with the time, `clock` 14:34, `short` 11-22 14:34. */
  form?: "day" | "minute" | "clock" | "short";
  className?: string;
};

/** A time in the installation's zone; the machine reads the exact instant. */
export function Time({ at, form = "minute", className }: TimeProps) {
  const format = useFormatter();
  const date = dateOf(at);
  return (
    <time dateTime={date.toISOString()} className={classNames("whitespace-nowrap", className)}>
      {format.dateTime(date, form)}
    </time>
  );
}

/**
 * How long is left for a row of a list, coarse and still: bold under an hour, ⚠ when late.
 *
 * @param now when the list was read on the server, so that server and browser write the same.
 */
export function TimeLeft({ dueAt, now, className }: { dueAt: Instant; now: Instant; className?: string }) {
  const t = useTranslations("common.timeLeft");
  const format = useFormatter();
  const due = dateOf(dueAt);
  const time = coarseTimeLeft(due, dateOf(now));
  if (time.kind === "late")
    return (
      <StatusWord glyph="triangle" tone="late" className={className}>
        {t(`late.${time.unit}`, { count: time.count })}
      </StatusWord>
    );
  const text =
    time.kind === "minutes"
      ? t("minutes", { count: time.minutes })
      : time.kind === "hours"
        ? t(time.minutes ? "hoursMinutes" : "hours", { hours: time.hours, minutes: time.minutes })
        : format.dateTime(due, "weekday");
  return (
    <time
      dateTime={due.toISOString()}
      className={classNames(
        "whitespace-nowrap text-xs",
        time.kind === "minutes" ? "font-bold text-ink" : "text-ink-2",
        className,
      )}
    >
      {text}
    </time>
  );
}
