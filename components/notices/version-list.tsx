import Link from "next/link";
import { useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { useDot } from "@/components/ui/dot";
import { Time } from "@/components/ui/time";

type Page = RouterOutputs["notices"]["list"];
type Person = Page["rows"][number]["publisher"];

/** How a person of a version is named. */
export function usePersonName(): (person: Person) => string {
  const t = useTranslations("notices");
  return ({ ref, name }) => name ?? (ref.startsWith("operator:") ? t("operator") : t("someone"));
}

type Props = { page: Page; chosen: number; newest: number };

/** Published versions, newest first: who drafted each, who published it, since when. */
export function VersionList({ page, chosen, newest }: Props) {
  const dot = useDot();
  const t = useTranslations("notices");
  const common = useTranslations("common");
  const nameOf = usePersonName();
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <h2 className="px-4 pt-4 pb-2 text-l">{t("versions")}</h2>
      <ul>
        {page.rows.map((row) => (
          <li key={row.number}>
            <Link
              href={row.number === newest ? "/settings/notices" : `/settings/notices?version=${row.number}`}
              aria-current={row.number === chosen ? "page" : undefined}
              className="focus-inset block border-rule border-b px-4 py-2.5 hover:bg-hover aria-[current=page]:bg-sheet"
            >
              <span className="flex items-baseline justify-between gap-2">
                <b>{row.label}</b>
                <span className="text-ink-3 text-xs">
                  {row.number === newest ? t("inForce") : t("version", { number: row.number })}
                </span>
              </span>
              <span className="block text-ink-2 text-xs">
                <Time at={row.publishedAt} />
              </span>
              <span className="block text-ink-3 text-xs">
                {t("draftedBy")} {row.drafters.map(nameOf).join(common("listComma"))}
                {dot}
                {t("publishedBy")} {nameOf(row.publisher)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {page.next && (
        <Link className="link block px-4 py-3" href={`/settings/notices?after=${encodeURIComponent(page.next)}`}>
          {t("more")}
        </Link>
      )}
    </div>
  );
}
