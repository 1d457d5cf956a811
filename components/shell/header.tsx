import Link from "next/link";
import { useTranslations } from "next-intl";
import { Icon, Mark } from "@/components/ui/icon";
import { AccountMenu } from "./account-menu";
import { FindButton } from "./find-button";
import { LanguageSwitch } from "./language-switch";
import { LogMark } from "./log-mark";
import { Nav } from "./nav";
import type { PageId } from "./pages";
import { ThemeToggle } from "./theme-toggle";
import type { LogHead, Viewer } from "./viewer";

/** The wordmark: the one serif word of the console. @param spare the sign alone where the pages need the room. */
export function Wordmark({ large, spare }: { large?: boolean; spare?: boolean }) {
  const t = useTranslations("common");
  return (
    <span
      className={`inline-flex items-center gap-2 font-bold font-serif tracking-[0.04em] ${large ? "text-[22px] leading-7" : "text-[17px] leading-6"}`}
    >
      <Mark className={large ? "size-[26px]" : "size-5"} />
      <span className={spare ? "tablet:max-wide:hidden" : undefined}>{t("product")}</span>
    </span>
  );
}

export type HeaderProps = {
  viewer: Viewer;
  counts: Partial<Record<PageId, number>>;
  log: LogHead | null;
  signOut: () => Promise<void>;
  chooseLanguage: (form: FormData) => Promise<void>;
};

/** 48 px: where we are, the search, the zone of all times, the log, and whoever is at it. */
export function Header({ viewer, counts, log, signOut, chooseLanguage }: HeaderProps) {
  const t = useTranslations("shell");
  return (
    <header
      data-shell="header"
      className="flex shrink-0 items-center gap-x-4 whitespace-nowrap border-rule-2 border-b bg-sheet px-4 max-wide:gap-x-3 max-tablet:flex-wrap max-tablet:gap-y-1.5 max-tablet:pt-1.5 tablet:h-(--bar)"
    >
      <Link href="/" aria-label={t("home")} className="wide:mr-2">
        <Wordmark spare />
      </Link>
      <Nav permissions={viewer.permissions} counts={counts} />
      <FindButton />
      <span className="flex items-center gap-1.5 text-ink-2 text-xs" title={t("zoneLabel")}>
        <Icon name="clock" />
        <span className="max-wide:sr-only">{t("zone")}</span>
      </span>
      {log && <LogMark made={log} />}
      <LanguageSwitch choose={chooseLanguage} />
      <ThemeToggle />
      <AccountMenu viewer={viewer} signOut={signOut} />
    </header>
  );
}
