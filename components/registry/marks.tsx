import { useTranslations } from "next-intl";
import { StatusWord } from "@/components/ui/status-word";

const statusGlyphs = {
  active: "ring",
  rectifying: "half",
  posting_suspended: "bar",
  closed: "cross",
  dissolved: "cross",
} as const;

/** A group's status: a glyph and a word, grey. */
export function GroupStatus({ status }: { status: string }) {
  const t = useTranslations("registry.status");
  const known = (status in statusGlyphs ? status : "active") as keyof typeof statusGlyphs;
  return <StatusWord glyph={statusGlyphs[known]}>{t(known)}</StatusWord>;
}

const verificationGlyphs = { verified: "tick", unverified: "ring", failed: "triangle" } as const;

/** How far the real name of an account was checked. */
export function Verification({ state }: { state: string }) {
  const t = useTranslations("registry.verification");
  const known = (state in verificationGlyphs ? state : "unverified") as keyof typeof verificationGlyphs;
  return <StatusWord glyph={verificationGlyphs[known]}>{t(known)}</StatusWord>;
}

/** Names of the measures that restrict an account now. */
export function Restrictions({ names }: { names: readonly string[] }) {
  const t = useTranslations("registry.measure");
  const common = useTranslations("common");
  if (names.length === 0) return null;
  return (
    <StatusWord glyph="bar">
      {names
        .map((name) => {
          const key = name as Parameters<typeof t>[0];
          return t.has(key) ? t(key) : name;
        })
        .join(common("listComma"))}
    </StatusWord>
  );
}

/** A subject that only a report has named. */
export function Stub() {
  const t = useTranslations("registry");
  return (
    <span className="text-ink-3 text-xs" title={t("stubHint")}>
      {t("stub")}
    </span>
  );
}
