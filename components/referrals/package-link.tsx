import { useFormatter, useTranslations } from "next-intl";
import { Facts, Hash } from "@/components/ui/facts";
import type { ReferralView } from "./use-draft";

/** The sealed package: its hash, and the way to its bytes. Each download is in the log. */
export function PackageLink({ shown }: { shown: ReferralView }) {
  const t = useTranslations("referrals.package");
  const format = useFormatter();
  if (!shown.package) return null;
  return (
    <section className="border-rule border-b px-4 py-3">
      <h3 className="mb-1 text-s">{t("title")}</h3>
      <Facts
        size="small"
        facts={[
          { label: "SHA-256", value: <Hash value={shown.package.sha256} /> },
          { label: t("size"), value: t("bytes", { bytes: format.number(shown.package.bytes) }) },
        ]}
      />
      {shown.terms ? (
        <>
          <a className="link" href={`/referrals/${shown.number}/package`} download={`${shown.number}.zip`}>
            {t("download")}
          </a>
          <p className="text-ink-3 text-xs">{t("logged")}</p>
        </>
      ) : (
        <p className="text-ink-2">{t("erased")}</p>
      )}
    </section>
  );
}
