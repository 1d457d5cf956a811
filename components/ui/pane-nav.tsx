import Link from "next/link";
import { useTranslations } from "next-intl";
import { ButtonLink } from "./button";
import { Icon } from "./icon";

type PaneNavProps = {
  /** Of the list, and where it is whole. */
  title: string;
  href: string;
  /** Of its items, in order. */
  hrefs: readonly string[];
  /** Of the one that is open, from 0; -1: it is not in the list. */
  at: number;
  /** The page has no other `h1` while the list is out of sight. */
  level: "h1" | "p";
};

/** Where the list has no room beside what is open: which one of it this is, and the way to its neighbours. */
export function PaneNav({ title, href, hrefs, at, level: Title }: PaneNavProps) {
  const t = useTranslations("common.paneNav");
  const previous = hrefs[at - 1];
  const next = at < 0 ? undefined : hrefs[at + 1];
  return (
    <nav aria-label={title} className="flex min-h-10 items-center gap-2 border-rule border-b px-5 wide:hidden">
      <Title className="font-bold">
        <Link href={href} className="link">
          {title}
        </Link>
      </Title>
      {at >= 0 && <span className="text-ink-3 text-xs">{t("place", { at: at + 1, count: hrefs.length })}</span>}
      <span className="ml-auto flex gap-1">
        {previous && (
          <ButtonLink href={previous} look="quiet" size="small" prefetch={false}>
            <Icon name="left" />
            {t("previous")}
          </ButtonLink>
        )}
        {next && (
          <ButtonLink href={next} look="quiet" size="small" prefetch={false}>
            {t("next")}
            <Icon name="right" />
          </ButtonLink>
        )}
      </span>
    </nav>
  );
}
