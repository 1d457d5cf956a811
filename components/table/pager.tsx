import { useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { withParams } from "./list-params";

type PagerProps = { caption: string; count: number; next: string | null; path: string; params: URLSearchParams };

/** Turns the pages of a keyset list. There are no page numbers: the list may grow while it is read. */
export function Pager({ caption, count, next, path, params }: PagerProps) {
  const t = useTranslations("common.table");
  const inside = params.has("after");
  if (!inside && next === null) return null;
  return (
    <nav aria-label={t("pages", { caption })} className="flex items-center gap-3 py-3 text-ink-3 text-xs">
      <span className="mr-auto">{t("rows", { count })}</span>
      {inside && (
        <ButtonLink href={withParams(path, params, { after: null })} look="quiet">
          {t("newest")}
        </ButtonLink>
      )}
      {next !== null && (
        <ButtonLink href={withParams(path, params, { after: next })}>
          {t("older")}
          <Icon name="right" />
        </ButtonLink>
      )}
    </nav>
  );
}
