"use client";

import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ErrorState } from "@/components/ui/states";
import { DemoAccounts, type DemoDoor } from "./demo-accounts";

/** Why somebody was not signed in. On success the action redirects instead of answering. */
export type SignInFailure =
  | { kind: "wrong" }
  /** Too many attempts; another is heard after so many whole seconds. */
  | { kind: "locked"; seconds: number }
  /** A fault of ours. */
  | { kind: "failed" };

export type SignInAction = (form: { email: string; password: string; next: string }) => Promise<SignInFailure>;

type Answer = SignInFailure | { kind: "missing"; email: boolean; password: boolean } | null;

type SignInFormProps = {
  action: SignInAction;
  /** Where the person wanted to go; a path of this installation. */
  next: string;
  /** Null outside demo mode. */
  demo: DemoDoor | null;
};

/** E-mail and password, with what went wrong beside what to do about it. */
export function SignInForm({ action, next, demo }: SignInFormProps) {
  const t = useTranslations("signin");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  // Read from the form, not from the state: what was typed before the page came alive counts too.
  const [answer, submit, waiting] = useActionState<Answer, FormData>(async (_, form) => {
    const given = { email: String(form.get("email") ?? "").trim(), password: String(form.get("password") ?? "") };
    const missing = { email: !/^\S+@\S+$/.test(given.email), password: given.password === "" };
    if (missing.email || missing.password) return { kind: "missing", ...missing };
    return action({ ...given, next });
  }, null);
  const missing = answer?.kind === "missing" ? answer : null;

  return (
    <form action={submit} noValidate className="mt-5 grid gap-5 text-m">
      <Failure answer={answer} />
      <Field label={t("email")} error={missing?.email ? t("error.emailMissing") : null} required>
        {(control) => (
          <Input
            {...control}
            className="h-10 px-3 text-m"
            type="email"
            name="email"
            // Signing in is all that this page is for, and nothing stands before it.
            autoFocus
            autoComplete="username"
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t("password")} error={missing?.password ? t("error.passwordMissing") : null} required>
        {(control) => (
          <Input
            {...control}
            className="h-10 px-3 text-m"
            type="password"
            name="password"
            autoComplete="current-password"
            maxLength={200}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
      </Field>
      <Button look="pen" size="large" type="submit" keys="Enter" aria-disabled={waiting}>
        {t("submit")}
      </Button>
      {demo && (
        <DemoAccounts
          demo={demo}
          chosen={email}
          onPick={(account) => {
            setEmail(account.email);
            setPassword(demo.password);
          }}
        />
      )}
    </form>
  );
}

function Failure({ answer }: { answer: Answer }) {
  const t = useTranslations("signin.error");
  if (!answer || answer.kind === "missing") return null;
  const more =
    answer.kind === "locked" ? t("lockedMore", { seconds: answer.seconds }) : t(`${answer.kind}More` as const);
  return <ErrorState title={t(answer.kind)}>{more}</ErrorState>;
}
