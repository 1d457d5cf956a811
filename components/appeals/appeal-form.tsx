"use client";

import { useTranslations } from "next-intl";
import { TextForm } from "@/components/ui/text-form";
import { longestText, shortestText } from "@/server/appeals/contract-words";
import { panelId } from "./panel-id";

type Props = { kind: "appeal" | "objection"; token: string; says: "appeal" | "answer" };

/** What somebody writes who disagrees, or who was asked about it: each once. */
export function AppealForm({ kind, token, says }: Props) {
  const t = useTranslations("appeals.page");
  const isAnswer = says === "answer";
  const secret = encodeURIComponent(token);
  const address = kind === "appeal" ? `notices/${secret}/appeal` : `reports/${secret}/objection`;
  return (
    <TextForm
      address={isAnswer ? `${address}/answer` : address}
      rows={7}
      shortest={isAnswer ? 1 : shortestText}
      longest={longestText}
      words={{
        label: t(isAnswer ? "answer.label" : "label"),
        hint: t(isAnswer ? "answer.hint" : "hint"),
        tooShort: t(isAnswer ? "answer.tooShort" : "tooShort"),
        failed: t("failed"),
        send: t("send"),
        sending: t("sending"),
      }}
      onSent={() => document.getElementById(panelId)?.focus()}
    />
  );
}
