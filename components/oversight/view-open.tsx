import { useFormatter, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { StatusWord } from "@/components/ui/status-word";

type Standing = RouterOutputs["oversight"]["standings"][number];

/** Says above a list of a colleague's acts until when it is open, and that the log tells of it. */
export function ViewOpen({ standings }: { standings: readonly Standing[] }) {
  const t = useTranslations("oversight.open");
  const format = useFormatter();
  return standings.map(({ staffId, name, until }) => (
    <p key={staffId} className="pt-2">
      <StatusWord glyph="tick" className="whitespace-normal">
        {t("line", { name, until: until ? format.dateTime(until, "short") : "" })}
      </StatusWord>
    </p>
  ));
}
