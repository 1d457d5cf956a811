import { useFormatter, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Hash } from "@/components/ui/facts";
import { ErrorState } from "@/components/ui/states";

type Status = NonNullable<RouterOutputs["audit"]["status"]>;

/** Waits longer than this are no longer those of a poll, or of a signer that signs every ten seconds. */
const lateSeconds = 30;
const unsignedMinutes = 5;

/** Where the log stands, in a line beside the title. */
export function LogStanding({ status }: { status: Status }) {
  const t = useTranslations("audit.standing");
  const format = useFormatter();
  const { checkpoint, lastSequencedAt: at } = status;
  // Of the moment in which the server looked, so that server and browser say the same.
  const ago = ({ signedAt, ageSeconds }: NonNullable<Status["checkpoint"]>) =>
    format.relativeTime(signedAt, new Date(signedAt.getTime() + ageSeconds * 1_000));
  return (
    <>
      <span>{t("size", { count: status.size })}</span>
      <span>
        {t("root")} <Hash value={status.root} />
      </span>
      {at && <span>{t("last", { at: format.dateTime(at, "second") })}</span>}
      <span>{t("pending", { count: status.pending })}</span>
      {checkpoint ? (
        <span title={format.dateTime(checkpoint.signedAt, "second")}>
          {t("checkpoint", { count: checkpoint.size, ago: ago(checkpoint) })}
        </span>
      ) : (
        <span>{t("unsigned")}</span>
      )}
    </>
  );
}

/** Says that entries wait too long for their leaves, or the log for its signature; nothing while they do not. */
export function LogLate({ status }: { status: Status }) {
  const t = useTranslations("audit.standing");
  if (status.stop) return null;
  if (status.pendingAgeSeconds >= lateSeconds)
    return (
      <ErrorState title={t("lateTitle")} className="mb-3">
        {t("late", { seconds: status.pendingAgeSeconds })}
      </ErrorState>
    );
  const minutes = Math.floor(status.unsignedSeconds / 60);
  if (minutes < unsignedMinutes) return null;
  return (
    <ErrorState title={t("unsignedTitle")} className="mb-3">
      {t("unsignedText", { minutes })}
    </ErrorState>
  );
}
