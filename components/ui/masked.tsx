"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "./button";
import { Field } from "./field";
import { Input } from "./input";
import { announce } from "./live-region";
import { Popover } from "./popover";

/** What a reveal answers: the value, or a sentence that says why not. */
export type Revealed = { ok: true; value: string } | { ok: false; sentence: string };

type MaskedProps = {
  /** What is masked, for the accessible name of the button: "phone". */
  label: string;
  /** The masked form, e.g. `138****2100`. */
  masked: string;
  /** Discloses the value and writes the reason into the log. Undefined: this viewer may not. */
  reveal?: (reason: string) => Promise<Revealed>;
};

/** A sealed value: masked until somebody gives a reason, and masked again at a click. */
export function Masked({ label, masked, reveal }: MaskedProps) {
  const t = useTranslations("common.masked");
  const [value, setValue] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [waiting, begin] = useTransition();

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get("reason") ?? "").trim();
    if (reason.length < 4) return setFault(t("reasonMissing"));
    begin(async () => {
      const answer = await reveal?.(reason);
      if (!answer) return;
      if (!answer.ok) return setFault(answer.sentence);
      setFault(null);
      setValue(answer.value);
      setOpen(false);
      announce(t("revealed", { label }));
    });
  };

  if (!reveal) return <span className="font-mono">{masked}</span>;
  if (value !== null)
    return (
      <span className="inline-flex items-center gap-2">
        <span className="font-mono break-all">{value}</span>
        <Button look="quiet" size="small" onClick={() => setValue(null)}>
          {t("hide")}
        </Button>
      </span>
    );
  return (
    <span className="inline-flex items-center gap-2">
      <span className="font-mono">{masked}</span>
      <Popover
        label={t("title", { label })}
        open={open}
        onOpenChange={setOpen}
        trigger={
          <Button look="quiet" size="small" aria-label={t("title", { label })}>
            {t("reveal")}
          </Button>
        }
      >
        <form onSubmit={submit} className="grid w-72 gap-3">
          <Field label={t("reason")} hint={t("logged")} error={fault}>
            {(control) => <Input {...control} name="reason" maxLength={500} autoComplete="off" />}
          </Field>
          <Button look="pen" type="submit" disabled={waiting}>
            {t("reveal")}
          </Button>
        </form>
      </Popover>
    </span>
  );
}
