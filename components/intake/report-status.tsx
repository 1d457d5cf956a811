import Link from "next/link";
import { useTranslations } from "next-intl";
import { ClientMessages } from "@/components/shell/client-messages";
import { Facts, Mono } from "@/components/ui/facts";
import { StatusWord } from "@/components/ui/status-word";
import { Time } from "@/components/ui/time";
import type { ReportProgress } from "@/server/cases/receive-contract";
import { PublicSheet } from "./public-sheet";
import { statusId } from "./status-id";
import { WithdrawForm } from "./withdraw-form";

const glyphs = { received: "clock", in_review: "half", closed: "tick" } as const;

/** State and outcome of one report in plain words: nothing about others, nothing about measures. */
export function ReportStatusSheet({ progress }: { progress: ReportProgress }) {
  const t = useTranslations("intake.status");
  const { receipt, receivedAt, closedAt, outcome, status } = progress;
  const word = outcome ?? (status === "in_review" ? "in_review" : "received");
  const facts = [
    { key: "receipt", label: t("receipt"), value: <Mono className="select-all">{receipt}</Mono> },
    { key: "receivedAt", label: t("receivedAt"), value: <Time at={receivedAt} /> },
    ...(closedAt ? [{ key: "closedAt", label: t("closedAt"), value: <Time at={closedAt} /> }] : []),
  ];
  return (
    <PublicSheet>
      <h1 className="text-xl">{t("title")}</h1>
      <div id={statusId} tabIndex={-1} className="mt-4 border-rule border-y py-4">
        <h2>
          <StatusWord glyph={glyphs[status]} className="text-m">
            <strong>{t(`${word}.title`)}</strong>
          </StatusWord>
        </h2>
        <p className="mt-1 text-ink-2">{t(`${word}.body`)}</p>
      </div>
      <Facts className="mt-4" facts={facts} labelWidth="84px" />
      {outcome === "not_upheld" && (
        <p className="mt-4">
          <Link className="link" href={`/appeal/${receipt}`} prefetch={false}>
            {t("object")}
          </Link>
        </p>
      )}
      {outcome === null && (
        <ClientMessages of={["intake"]}>
          <WithdrawForm receipt={receipt} />
        </ClientMessages>
      )}
      <p className="mt-4 text-ink-3 text-xs">{t("keep")}</p>
      <p className="mt-2 text-ink-3 text-xs">{t("danger")}</p>
    </PublicSheet>
  );
}
