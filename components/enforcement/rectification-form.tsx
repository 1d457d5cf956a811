"use client";

import { useTranslations } from "next-intl";
import { TextForm } from "@/components/ui/text-form";

type Props = { token: string };

/** Below a notice that asks to put something right: the group says what it did, once. */
export function RectificationForm({ token }: Props) {
  const t = useTranslations("enforcement.rectify");
  return (
    <div className="grid gap-3">
      <p>{t("about")}</p>
      <TextForm
        address={`notices/${token}/rectification`}
        rows={6}
        shortest={10}
        longest={4_000}
        words={{
          label: t("label"),
          hint: t("hint"),
          tooShort: t("tooShort"),
          failed: t("failed"),
          send: t("send"),
          sending: t("sending"),
        }}
      />
    </div>
  );
}
