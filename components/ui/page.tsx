import type { ReactNode } from "react";
import { classNames } from "./class-names";

type PageTitleProps = {
  title: ReactNode;
  /** Beside the title, small: a count, a period, a state. */
  aside?: ReactNode;
  /** At the right end: as-of, download, a button. */
  tools?: ReactNode;
};

/** The one `h1` of a page. No breadcrumbs: the header says where we are. */
export function PageTitle({ title, aside, tools }: PageTitleProps) {
  return (
    <header className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <h1 className="text-xl">{title}</h1>
      {aside && <div className="flex items-center gap-2 text-ink-3 text-xs">{aside}</div>}
      {tools && <div className="ml-auto flex flex-wrap items-center gap-2">{tools}</div>}
    </header>
  );
}

/** A page of one sheet that scrolls as a whole: lists, dashboards, settings. */
export function Sheet({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={classNames("h-full min-h-0 overflow-auto bg-sheet px-6 pb-6", className)}>{children}</div>;
}

type PanesProps = {
  /** 344 px; hidden under 1280 px, where the page shows two panes. */
  list?: ReactNode;
  listLabel?: string;
  children: ReactNode;
  /** 388 px; `Rail` fills it. */
  rail?: ReactNode;
  railLabel?: string;
  /** There is nothing to focus in the middle: it takes the focus itself, so that arrows scroll it. */
  isText?: boolean;
};

/** List, main, rail. Panes meet at hairlines and scroll by themselves; the rail never moves. */
export function Panes({ list, listLabel, children, rail, railLabel, isText }: PanesProps) {
  const columns =
    list && rail
      ? "tablet:grid-cols-[minmax(0,1fr)_var(--rail)] wide:grid-cols-[var(--list)_minmax(0,1fr)_var(--rail)]"
      : list
        ? "tablet:grid-cols-[var(--list)_minmax(0,1fr)]"
        : rail
          ? "tablet:grid-cols-[minmax(0,1fr)_var(--rail)]"
          : "";
  return (
    <div className={classNames("grid h-full min-h-0 max-tablet:auto-rows-max max-tablet:overflow-auto", columns)}>
      {list && (
        <section
          aria-label={listLabel}
          className={classNames(
            "flex min-h-0 flex-col overflow-hidden border-rule-2 border-r bg-desk",
            rail && "max-wide:hidden",
          )}
        >
          {list}
        </section>
      )}
      <div className="min-h-0 min-w-0 bg-sheet tablet:overflow-auto" tabIndex={isText ? 0 : undefined}>
        {children}
      </div>
      {rail && (
        <aside
          aria-label={railLabel}
          data-shell="rail"
          className="flex min-h-0 flex-col border-rule-2 border-l bg-sheet"
        >
          {rail}
        </aside>
      )}
    </div>
  );
}

type RailProps = {
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  foot?: ReactNode;
  /** There is nothing to focus inside: the middle itself takes the focus, so that arrows scroll it. */
  isText?: boolean;
  /** It took the place of the rail in which somebody acted: its heading takes the focus that went with that one. */
  takesFocus?: boolean;
};

const focusOnce = (heading: HTMLElement | null) => heading?.focus();

/** A ruled form: head, a middle that scrolls, a foot with the act that commits, which never moves. */
export function Rail({ title, aside, children, foot, isText, takesFocus }: RailProps) {
  return (
    <>
      <div className="flex h-11 shrink-0 items-center justify-between gap-2 border-rule-2 border-b px-4">
        <h2
          ref={takesFocus ? focusOnce : undefined}
          tabIndex={takesFocus ? -1 : undefined}
          className="shrink-0 whitespace-nowrap text-m"
        >
          {title}
        </h2>
        {aside && <span className="cut text-ink-3 text-xs">{aside}</span>}
      </div>
      <div className="min-h-0 flex-1 overflow-auto" tabIndex={isText ? 0 : undefined}>
        {children}
      </div>
      {foot && <div className="shrink-0 border-rule-2 border-t px-4 py-2.5">{foot}</div>}
    </>
  );
}

type SectionProps = { title: ReactNode; aside?: ReactNode; tools?: ReactNode; children: ReactNode; className?: string };

/** A part of a pane under a hairline, with a small heading. */
export function Section({ title, aside, tools, children, className }: SectionProps) {
  return (
    <section className={classNames("border-rule border-t px-5 py-3", className)}>
      <div className="mb-1.5 flex min-h-6 items-center gap-2">
        <h2 className="text-s">{title}</h2>
        {aside && <span className="text-ink-3 text-xs">{aside}</span>}
        {tools && <div className="ml-auto flex items-center gap-2">{tools}</div>}
      </div>
      {children}
    </section>
  );
}
