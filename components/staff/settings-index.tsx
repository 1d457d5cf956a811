import Link from "next/link";
import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { PageTitle, Sheet } from "@/components/ui/page";
import type { Permission } from "@/server/access/matrix";
import { settingsPages } from "./settings-pages";

/** The settings that this person may open. */
export function SettingsIndex({ permissions }: { permissions: readonly Permission[] }) {
  const t = useTranslations("staff.settings");
  return (
    <Sheet>
      <PageTitle title={t("title")} />
      <ul className="max-w-xl">
        {settingsPages
          .filter(({ permission }) => permissions.includes(permission))
          .map(({ id, href }) => (
            <li key={id}>
              <Link
                href={href}
                className="grid grid-cols-[minmax(0,1fr)_16px] items-center gap-x-3 border-rule border-b py-2.5 hover:bg-hover"
              >
                <span className="font-bold">{t(`pages.${id}.title`)}</span>
                <Icon name="right" className="col-start-2 row-span-2 row-start-1 text-ink-3" />
                <span className="text-ink-3 text-xs">{t(`pages.${id}.note`)}</span>
              </Link>
            </li>
          ))}
      </ul>
    </Sheet>
  );
}
