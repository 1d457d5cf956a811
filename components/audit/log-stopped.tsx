import { useFormatter, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { ErrorState } from "@/components/ui/states";
import { useAuditWords } from "./words";

type Stop = NonNullable<NonNullable<RouterOutputs["audit"]["status"]>["stop"]>;

/** Says on every page that the log stands still, since when and why. */
export function LogStopped({ stop }: { stop: Stop }) {
  const t = useTranslations("audit.standing");
  const format = useFormatter();
  const words = useAuditWords();
  const { failure, place } = stop;
  const at = format.dateTime(stop.stoppedAt, "second");
  return (
    <ErrorState title={t("stoppedTitle")} className="shrink-0">
      {t("stoppedText", { at, reason: words.failure(failure), failure, place })}
    </ErrorState>
  );
}
