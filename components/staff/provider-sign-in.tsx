"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/states";

/** Why the provider's people were sent back here, as the address says it. */
export function ProviderFailure({ error }: { error: string | string[] | undefined }) {
  const t = useTranslations("signin.oidc.error");
  if (error === undefined) return null;
  const known = error === "refused" || error === "locked" ? error : "failed";
  return (
    <ErrorState className="mt-5" title={t(known)}>
      {t(`${known}More`)}
    </ErrorState>
  );
}

/** Asks next-auth where the provider's own sign-in is. A form would be stopped there: it may lead to this site only. */
async function addressOfProvider(next: string): Promise<string> {
  const { csrfToken } = (await (await fetch("/api/auth/csrf")).json()) as { csrfToken: string };
  const body = new URLSearchParams({ csrfToken, callbackUrl: next, json: "true" });
  const answer = await fetch("/api/auth/signin/oidc", { method: "POST", body });
  return ((await answer.json()) as { url: string }).url;
}

/** The way over the installation's OpenID provider. */
export function ProviderSignIn({ next }: { next: string }) {
  const t = useTranslations("signin.oidc");
  const [isWaiting, setWaiting] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const go = async () => {
    if (isWaiting) return;
    setWaiting(true);
    setFailed(false);
    try {
      window.location.assign(await addressOfProvider(next));
    } catch {
      setFailed(true);
    } finally {
      // Whoever comes back from the provider finds a button that works.
      setWaiting(false);
    }
  };
  return (
    <div className="mt-5 grid gap-5 text-m">
      <p className="flex items-center gap-3 text-ink-3 text-xs before:flex-1 before:border-rule before:border-t after:flex-1 after:border-rule after:border-t">
        {t("or")}
      </p>
      {hasFailed && <ProviderFailure error="failed" />}
      <Button size="large" aria-disabled={isWaiting} onClick={go}>
        {t("submit")}
      </Button>
    </div>
  );
}
