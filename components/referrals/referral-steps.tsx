import { useFormatter, useTranslations } from "next-intl";
import { Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/page";
import type { ReferralView } from "./use-draft";

/** Who did what, and when. */
export function ReferralSteps({ shown }: { shown: ReferralView }) {
  const t = useTranslations("referrals.step");
  const ways = useTranslations("referrals.way");
  const format = useFormatter();
  const line = (step: { by: string; isMe: boolean; at: Date }) =>
    t("line", { name: step.isMe ? t("me", { name: step.by }) : step.by, time: format.dateTime(step.at, "short") });
  const { drafted, proposed, sealed, handedOver, receipt } = shown;
  return (
    <Section title={t("title")} className="px-4">
      <Facts
        size="small"
        labelWidth="72px"
        facts={[
          { label: t("drafted"), value: line(drafted) },
          ...(proposed ? [{ label: t("proposed"), value: line(proposed) }] : []),
          ...(sealed ? [{ label: t("sealed"), value: line(sealed) }] : []),
          ...(handedOver
            ? [
                {
                  label: t("handedOver"),
                  value: (
                    <>
                      {line(handedOver)}
                      {handedOver.way && <div>{ways(handedOver.way)}</div>}
                      {handedOver.to && <div>{t("to", { name: handedOver.to })}</div>}
                    </>
                  ),
                },
              ]
            : []),
          ...(receipt
            ? [
                {
                  label: t("receipt"),
                  value: (
                    <>
                      {receipt.number && <div>{receipt.number}</div>}
                      <div>{format.dateTime(receipt.day, "day")}</div>
                      {receipt.from && <div>{t("from", { name: receipt.from })}</div>}
                    </>
                  ),
                },
              ]
            : []),
          ...(shown.remark ? [{ label: t("remark"), value: shown.remark }] : []),
        ]}
      />
    </Section>
  );
}
