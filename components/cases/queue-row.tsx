"use client";

import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import { Name } from "@/components/ui/name";
import { type Severity, SeverityMark } from "@/components/ui/severity";
import { TimeLeft } from "@/components/ui/time";
import { type CaseLine, HolderMark } from "./holder";
import { WhyHere } from "./why-here";

type QueueRowProps = {
  row: CaseLine;
  href: string;
  /** When the list was read. */
  now: Date;
  isOpen: boolean;
  tabIndex: number;
  categoryName: (key: string) => string;
  onOpen: (row: CaseLine) => void;
};

/** A case in the list beside an open case: two lines, and three reasons on the open one. */
export function QueueRow({ row, href, now, isOpen, tabIndex, categoryName, onOpen }: QueueRowProps) {
  const t = useTranslations("cases");
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(row);
  };
  return (
    <li>
      <a
        href={href}
        onClick={open}
        tabIndex={tabIndex}
        data-item={row.id}
        aria-current={isOpen ? "true" : undefined}
        className={classNames(
          "focus-inset grid min-h-12 grid-cols-[50px_minmax(0,1fr)_auto] [&:lang(en)]:grid-cols-[70px_minmax(0,1fr)_auto] items-start gap-x-2.5 border-rule border-b px-4 pt-[7px] pb-1.5 hover:bg-hover",
          isOpen && "bg-sheet shadow-[inset_3px_0_0_var(--pen)]",
        )}
      >
        <SeverityMark level={row.severity as Severity} className="leading-[18px]" />
        <span className={classNames("cut leading-[18px]", isOpen && "font-bold")}>
          <Name of={row.subject.name} />
        </span>
        <TimeLeft dueAt={row.dueAt} now={now} className="leading-[18px]" />
        <span
          className={classNames("cut col-start-2 flex items-center text-ink-3 text-xs", !row.holder && "col-end-[-1]")}
        >
          <span className="font-mono">{row.subject.code}</span>
          <span className="mr-2.5 ml-2 inline-flex items-center gap-[3px] text-ink-2">
            <Icon name="person" className="size-3" />
            <span className="sr-only">{t("reporters", { count: row.reporterCount })}</span>
            <span aria-hidden="true">{row.reporterCount}</span>
          </span>
          <span className="cut">{row.category ? categoryName(row.category) : t("noCategory")}</span>
        </span>
        <HolderMark holder={row.holder} className="-my-0.5 justify-self-end" />
        {isOpen && row.reasons.length > 0 && (
          <span className="col-start-2 col-end-[-1] mt-1 text-ink-2 text-xs">
            {t("why")}
            <WhyHere reasons={row.reasons} />
          </span>
        )}
      </a>
    </li>
  );
}
