"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { fieldFault, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { SegmentedControl } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { ErrorState } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";

type Act = "lift" | "reverse" | "check";
type Verdict = "passed" | "failed";
type Props = {
  measureId: string;
  version: number;
  may: Readonly<Record<Act, boolean>>;
  /** What a re-check may find now. */
  verdicts: readonly Verdict[];
};

/** Lift early, reverse, re-check: each with its reason, which is part of the record. */
export function MeasureActs({ measureId, version, may, verdicts }: Props) {
  const t = useTranslations("enforcement.ledger");
  const common = useTranslations("common");
  const locale = useLocale();
  const trpc = useTRPC();
  const router = useRouter();
  const [act, setAct] = useState<Act | null>(null);
  const [text, setText] = useState("");
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [isAsked, setAsked] = useState(false);
  const done = {
    onSuccess: () => {
      setAct(null);
      showToast({ text: t("done") });
      router.refresh();
    },
  };
  const lift = useMutation(trpc.measures.lift.mutationOptions(done));
  const reverse = useMutation(trpc.measures.reverse.mutationOptions(done));
  const check = useMutation(trpc.measures.check.mutationOptions(done));
  const running = { lift, reverse, check };
  const current = act ? running[act] : null;
  const open = (which: Act) => {
    running[which].reset();
    setText("");
    setVerdict(null);
    setAsked(false);
    setAct(which);
  };
  const submit = () => {
    setAsked(true);
    if (!text.trim() || (act === "check" && !verdict)) return;
    if (act === "lift") lift.mutate({ measureId, version, reason: text });
    if (act === "reverse") reverse.mutate({ measureId, version, reason: text });
    if (act === "check" && verdict) check.mutate({ measureId, version, verdict, note: text });
  };
  const fault =
    fieldFault(current?.error, act === "check" ? "/note" : "/reason", locale) ??
    (isAsked && !text.trim() ? t("reasonMissing") : undefined);
  const offered = (["check", "lift", "reverse"] as const).filter((each) => may[each]);
  return (
    <>
      {offered.map((each) => (
        <Button key={each} onClick={() => open(each)}>
          {t(each)}
        </Button>
      ))}
      <Dialog
        open={act !== null}
        onOpenChange={(isOpen) => !isOpen && setAct(null)}
        title={act ? t(act) : ""}
        description={
          act ? t(act === "check" && !verdicts.includes("passed") ? "checkOverdue" : `${act}About`) : undefined
        }
        footer={
          <>
            <Button onClick={() => setAct(null)}>{common("cancel")}</Button>
            <Button look="pen" disabled={current?.isPending} onClick={submit}>
              {act ? t(act) : ""}
            </Button>
          </>
        }
      >
        {current?.error && <ErrorState title={t("failedAct")}>{sentenceOf(current.error, locale)}</ErrorState>}
        {act === "check" && (
          <SegmentedControl
            className="mb-3"
            label={t("verdict")}
            value={verdict}
            onChange={setVerdict}
            choices={verdicts.map((value) => ({ value, label: t(value) }))}
          />
        )}
        <Field label={act === "check" ? t("note") : t("reason")} required error={fault}>
          {(control) => (
            <Textarea
              {...control}
              rows={4}
              maxLength={1_000}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      </Dialog>
    </>
  );
}
