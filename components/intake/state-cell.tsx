import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { StatusWord } from "@/components/ui/status-word";

type StateCellProps = {
  revokedAt: Date | null;
  /** A demo's, outside demo mode. */
  isClosed: boolean;
  name: string;
  /** Why it cannot be revoked, if it cannot. */
  fixed?: string;
  onRevoke: () => void;
};

/** Whether a key or a connection is in use, and the button that ends it. */
export function StateCell({ revokedAt, isClosed, name, fixed, onRevoke }: StateCellProps) {
  const t = useTranslations("intake");
  const state = revokedAt ? "revoked" : isClosed ? "closed" : "active";
  return (
    <span className="flex items-center justify-between gap-2">
      <StatusWord glyph={state === "active" ? "tick" : "bar"}>{t(`state.${state}`)}</StatusWord>
      {fixed && <span className="text-ink-3 text-xs">{fixed}</span>}
      {!fixed && !revokedAt && (
        <Button size="small" aria-label={t("revokeName", { name })} onClick={onRevoke}>
          {t("revoke")}
        </Button>
      )}
    </span>
  );
}
