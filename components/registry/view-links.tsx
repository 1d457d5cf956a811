"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { SubjectView } from "./address";

/** Views of one subject, each with an address of its own, so that each list keeps its place. */
export function ViewLinks({
  views,
  current,
  name,
}: {
  views: readonly SubjectView[];
  current: SubjectView;
  name: string;
}) {
  const t = useTranslations("registry.views");
  const path = usePathname();
  return (
    <nav aria-label={t("label", { name })} className="flex gap-5 overflow-x-auto border-rule border-b">
      {views.map((view, at) => (
        <Link
          key={view}
          href={at === 0 ? path : `${path}?view=${view}`}
          aria-current={view === current ? "page" : undefined}
          className="focus-inset -mb-px flex h-[38px] items-center whitespace-nowrap border-transparent border-b-2 text-ink-2 aria-[current=page]:border-ink aria-[current=page]:font-bold aria-[current=page]:text-ink"
        >
          {t(view)}
        </Link>
      ))}
    </nav>
  );
}
