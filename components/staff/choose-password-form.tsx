"use client";

import { useLocale, useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ErrorState } from "@/components/ui/states";
import { sentenceIn } from "@/messages/languages";
import type { Refusal } from "@/server/kernel/refusal";
import { passwordLength } from "@/server/staff/contract";

type ChoosePasswordFormProps = {
  /** Answers a refusal; done, it goes to the first page. */
  action: (form: { current: string; chosen: string }) => Promise<Refusal>;
};

type Answer = { refusal: Refusal } | "differ" | null;

/** A person whose password was made for her chooses her own before anything else opens. */
export function ChoosePasswordForm({ action }: ChoosePasswordFormProps) {
  const t = useTranslations("signin.choose");
  const locale = useLocale();
  const [answer, submit, waiting] = useActionState<Answer, FormData>(async (_, form) => {
    const word = (name: string) => String(form.get(name) ?? "");
    if (word("chosen") !== word("again")) return "differ";
    return { refusal: await action({ current: word("current"), chosen: word("chosen") }) };
  }, null);
  return (
    <div className="grid h-full place-items-center overflow-auto bg-sheet p-6">
      <form action={submit} className="grid w-full max-w-md gap-5 text-m">
        <div>
          <h1 className="text-xl">{t("title")}</h1>
          <p className="text-ink-2 text-s">{t("why")}</p>
        </div>
        {answer && answer !== "differ" && <ErrorState title={sentenceIn(answer.refusal.sentence, locale)} />}
        <Field label={t("current")} required>
          {(control) => <PasswordInput control={control} name="current" autoComplete="current-password" />}
        </Field>
        <Field label={t("chosen")} hint={t("length", passwordLength)} required>
          {(control) => <PasswordInput control={control} name="chosen" autoComplete="new-password" />}
        </Field>
        <Field label={t("again")} error={answer === "differ" ? t("differ") : null} required>
          {(control) => <PasswordInput control={control} name="again" autoComplete="new-password" />}
        </Field>
        <Button look="pen" size="large" type="submit" aria-disabled={waiting}>
          {t("submit")}
        </Button>
      </form>
    </div>
  );
}

type PasswordInputProps = { control: object; name: string; autoComplete: string };

function PasswordInput({ control, name, autoComplete }: PasswordInputProps) {
  return (
    <Input
      {...control}
      className="h-10 px-3 text-m"
      type="password"
      name={name}
      autoComplete={autoComplete}
      maxLength={passwordLength.max}
    />
  );
}
