import Link from "next/link";
import { useTranslations } from "next-intl";
import { classNames } from "@/components/ui/class-names";

const kinds = [
  { id: "groups", href: "/groups" },
  { id: "accounts", href: "/accounts" },
] as const;

/** Which of the two lists this is: links, since each has an address of its own. */
export function KindSwitch({ current }: { current: "groups" | "accounts" }) {
  const t = useTranslations("registry");
  return (
    <nav aria-label={t("kinds")} className="flex gap-5 border-rule border-b">
      {kinds.map(({ id, href }) => (
        <Link
          key={id}
          href={href}
          aria-current={id === current ? "page" : undefined}
          className={classNames(
            "-mb-px flex h-[38px] items-center border-transparent border-b-2 text-ink-2",
            "aria-[current=page]:border-ink aria-[current=page]:font-bold aria-[current=page]:text-ink",
          )}
        >
          {t(`${id}.title`)}
        </Link>
      ))}
    </nav>
  );
}
