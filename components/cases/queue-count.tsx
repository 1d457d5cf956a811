import { useFormatter, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";

/** How many cases the list holds and how many are late; counted to a thousand and no further. */
export function QueueCount({ count }: { count: RouterOutputs["cases"]["count"] | undefined }) {
  const t = useTranslations("cases");
  const common = useTranslations("common");
  const format = useFormatter();
  if (!count) return null;
  const total = count.isMore
    ? t("countMore", { count: format.number(count.total) })
    : t("count", { count: count.total });
  return (
    <span className="whitespace-nowrap text-ink-3 text-xs">
      {total}
      {count.late > 0 && (
        <>
          {common("listComma")}
          <span className="text-s4">{t("late", { count: format.number(count.late) })}</span>
        </>
      )}
    </span>
  );
}
