import { useFormatter, useTranslations } from "next-intl";
import { classNames } from "@/components/ui/class-names";
import type { Message } from "@/server/appeals/contract";

/** Questions and answers, oldest first. An officer has no name, and whoever reads is "you". */
export function Dialogue({ messages, reader }: { messages: readonly Message[]; reader: Message["side"] }) {
  const t = useTranslations("appeals.dialogue");
  const format = useFormatter();
  const who = (side: Message["side"]) => {
    if (side === "officer") return t("officer");
    return reader === "officer" ? t("appellant") : t("you");
  };
  return (
    <ol className="grid gap-2.5">
      {messages.map(({ side, text, at }) => (
        <li
          key={`${side} ${at.toISOString()}`}
          className={classNames("border-l-2 pl-3", side === "officer" ? "border-ink" : "border-rule-2")}
        >
          <p className="text-ink-3 text-xs">
            <strong className="text-ink-2">{who(side)}</strong> {format.dateTime(at, "minute")}
          </p>
          <p className="whitespace-pre-line break-words">{text ?? t("erased")}</p>
        </li>
      ))}
    </ol>
  );
}
