import { useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Time } from "@/components/ui/time";
import { useMeasureWords } from "./words";

type MeasureLine = NonNullable<RouterOutputs["approvals"]["get"]["will"]>["measures"][number];

/** What will happen to whom and until when: a line a measure, in the rail and in the approval. */
export function EffectLines({ measures }: { measures: readonly MeasureLine[] }) {
  const t = useTranslations("enforcement");
  const name = useMeasureWords();
  return (
    <table className="w-full border-collapse">
      <caption className="sr-only">{t("approvals.measures")}</caption>
      <tbody>
        {measures.map((measure) => (
          <tr key={`${measure.key} ${measure.subjectCode}`}>
            <td className="whitespace-nowrap py-0.5 pr-2 align-top text-ink-3" title={measure.subjectName}>
              {measure.standing === "subject" ? t(`kind.${measure.subjectKind}`) : t(`standing.${measure.standing}`)}
            </td>
            <td className="py-0.5 pr-2">{name({ key: measure.key, parameters: measure.parameters })}</td>
            <td className="whitespace-nowrap py-0.5 text-end align-top text-ink-2">
              {measure.until ? (
                <Time at={measure.until} form="short" />
              ) : measure.key === "close_group" ? (
                t("irrevocable")
              ) : measure.days ? (
                t("days", { days: measure.days })
              ) : measure.key === "revoke_founding" ? (
                t("indefinite")
              ) : (
                ""
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
