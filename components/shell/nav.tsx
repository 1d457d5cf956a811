"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { type PageId, pageOf, pagesFor } from "./pages";

type NavProps = {
  permissions: readonly string[];
  /** Numbers beside the words: what waits there for this person. */
  counts: Partial<Record<PageId, number>>;
};

/** The pages that the viewer may see; nothing else is hinted at. */
export function Nav({ permissions, counts }: NavProps) {
  const t = useTranslations("shell");
  const format = useFormatter();
  const here = pageOf(usePathname());
  // Of the pages that do not all fit, the one that is open stays in sight.
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    if (here) list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [here]);
  return (
    <nav
      ref={list}
      aria-label={t("nav")}
      className="flex gap-x-4 self-stretch max-wide:gap-x-3 max-tablet:order-last max-tablet:-mx-4 max-tablet:w-[calc(100%+32px)] max-tablet:overflow-x-auto max-tablet:border-rule max-tablet:border-t max-tablet:px-4 tablet:min-w-0 tablet:overflow-x-auto tablet:overflow-y-hidden"
    >
      {pagesFor(permissions).map((page) => (
        <Link
          key={page.id}
          href={page.href}
          aria-current={here === page.id ? "page" : undefined}
          className="focus-inset flex min-h-9 items-center gap-1.5 border-transparent border-y-2 text-ink-2 aria-[current]:border-b-ink aria-[current]:font-bold aria-[current]:text-ink"
        >
          {t(`pages.${page.id}`)}
          {counts[page.id] !== undefined && (
            <span className="font-regular text-ink-3 text-xs">{format.number(counts[page.id] ?? 0)}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
