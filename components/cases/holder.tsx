import { useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";

export type CaseLine = RouterOutputs["cases"]["queue"]["rows"][number];

const initialOf = (name: string) => [...name.trim()][0]?.toUpperCase() ?? "?";

/** Who is deciding a case: pencil and filled initial, the person's own in pen. */
export function HolderMark({ holder, className }: { holder: CaseLine["holder"]; className?: string }) {
  const t = useTranslations("cases");
  if (!holder) return null;
  return (
    <span className={classNames("inline-flex items-center gap-1 text-ink-3", className)}>
      <span className="sr-only">{holder.isMe ? t("claimedByMe") : t("claimedBy", { name: holder.name })}</span>
      {!holder.isMe && <Icon name="pencil" className="size-3.5" />}
      <span
        aria-hidden="true"
        className={classNames(
          "grid size-5 place-items-center rounded-full border text-xs leading-none",
          holder.isMe ? "border-pen bg-pen text-on-pen" : "border-ink-2 bg-ink-2 text-sheet",
        )}
      >
        {initialOf(holder.name)}
      </span>
    </span>
  );
}
