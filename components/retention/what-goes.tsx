import { useTranslations } from "next-intl";

const gone = ["account", "words", "reporter", "copies", "log"] as const;
const kept = ["code", "others", "filings", "handed"] as const;

/** What an erasure takes and what it leaves, before anybody says yes. */
export function WhatGoes() {
  const t = useTranslations("retention");
  return (
    <div className="grid gap-x-6 gap-y-3 tablet:grid-cols-2">
      <section>
        <h3 className="font-bold">{t("goes.title")}</h3>
        <ul className="mt-1 list-disc ps-4">
          {gone.map((key) => (
            <li key={key}>{t(`goes.${key}`)}</li>
          ))}
        </ul>
      </section>
      <section>
        <h3 className="font-bold">{t("stays.title")}</h3>
        <ul className="mt-1 list-disc ps-4">
          {kept.map((key) => (
            <li key={key}>{t(`stays.${key}`)}</li>
          ))}
        </ul>
      </section>
    </div>
  );
}
