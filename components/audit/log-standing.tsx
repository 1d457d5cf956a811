import { useFormatter, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Hash } from "@/components/ui/facts";
import { ErrorState } from "@/components/ui/states";

type Status = NonNullable<RouterOutputs["audit"]["status"]>;

/** Waits longer than this are no longer those of a poll. */
const lateSeconds = 30;

/** Where the log stands, in a line beside the title. */
export function LogStanding({ status }: { status: Status }) {
  const t = useTranslations("audit.standing");
  const format = useFormatter();
  const at = status.lastSequencedAt;
  return (
    <>
      <span>{t("size", { count: status.size })}</span>
      <span>
        {t("root")} <Hash value={status.root} />
      </span>
      {at && <span>{t("last", { at: format.dateTime(at, "second") })}</span>}
      <span>{t("pending", { count: status.pending })}</span>
    </>
  );
}

/** Says that entries wait too long for their leaves; nothing while they do not. */
export function LogLate({ status }: { status: Status }) {
  const t = useTranslations("audit.standing");
  if (status.pendingAgeSeconds < lateSeconds) return null;
  return (
    <ErrorState title={t("lateTitle")} className="mb-3">
      {t("late", { seconds: status.pendingAgeSeconds })}
    </ErrorState>
  );
}
