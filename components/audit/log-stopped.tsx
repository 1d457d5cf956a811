import { useFormatter, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { ErrorState } from "@/components/ui/states";

type Stop = NonNullable<NonNullable<RouterOutputs["audit"]["status"]>["stop"]>;

/** Says on every page that the log stands still, since when and why. */
export function LogStopped({ stop }: { stop: Stop }) {
  const t = useTranslations("audit");
  const format = useFormatter();
  const { failure, place } = stop;
  const path = `failure.${failure}` as Parameters<typeof t.has>[0];
  const reason = t.has(path) ? t(path as Parameters<typeof t>[0]) : failure;
  return (
    <ErrorState title={t("standing.stoppedTitle")} className="shrink-0">
      {t("standing.stoppedText", { at: format.dateTime(stop.stoppedAt, "second"), reason, failure, place })}
    </ErrorState>
  );
}
