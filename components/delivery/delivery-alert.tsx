import Link from "next/link";
import { useTranslations } from "next-intl";
import { useDot } from "@/components/ui/dot";
import { ErrorState } from "@/components/ui/states";
import type { AlertWord } from "@/server/delivery/contract";
import { lateMinutes } from "@/server/delivery/contract";

type Props = { alerts: readonly { host: string; alerts: readonly AlertWord[] }[] };

/** Says on every page, to those who may see deliveries, that orders do not arrive, and where. */
export function DeliveryAlert({ alerts }: Props) {
  const t = useTranslations("delivery");
  const dot = useDot();
  return (
    <ErrorState
      title={t("alertTitle")}
      className="shrink-0"
      action={
        <Link href="/settings/endpoints" prefetch={false} className="link self-center whitespace-nowrap">
          {t("alertOpen")}
        </Link>
      }
    >
      {alerts.map((each) => (
        <p key={each.host}>
          <span className="font-mono">{each.host}</span>{" "}
          {each.alerts.map((word) => t(`alert.${word}`, { minutes: lateMinutes })).join(dot)}
        </p>
      ))}
    </ErrorState>
  );
}
