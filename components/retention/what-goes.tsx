import { useTranslations } from "next-intl";
import type { KeptKind } from "@/server/retention/contract";

const gone = {
  account: ["account", "words", "reporter", "copies", "log"],
  group: ["group", "groupWords", "groupCopies", "groupLog"],
  reporter: ["identity", "payloads", "reporterLog"],
} as const satisfies Record<KeptKind, readonly string[]>;
const kept = {
  account: ["code", "others", "filings", "handed"],
  group: ["groupCode", "groupOthers", "groupFilings", "handed"],
  reporter: ["reporterWords", "reporterEvidence", "reporterAccount", "handed"],
} as const satisfies Record<KeptKind, readonly string[]>;

/** What an erasure takes and what it leaves, before anybody says yes. */
export function WhatGoes({ kind }: { kind: KeptKind }) {
  const t = useTranslations("retention");
  return (
    <div className="grid gap-x-6 gap-y-3 tablet:grid-cols-2">
      <section>
        <h3 className="font-bold">{t("goes.title")}</h3>
        <ul className="mt-1 list-disc ps-4">
          {gone[kind].map((key) => (
            <li key={key}>{t(`goes.${key}`)}</li>
          ))}
        </ul>
      </section>
      <section>
        <h3 className="font-bold">{t("stays.title")}</h3>
        <ul className="mt-1 list-disc ps-4">
          {kept[kind].map((key) => (
            <li key={key}>{t(`stays.${key}`)}</li>
          ))}
        </ul>
      </section>
    </div>
  );
}
