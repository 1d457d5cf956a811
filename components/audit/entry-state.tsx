import { useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { StatusWord } from "@/components/ui/status-word";

type EntryStateProps = Pick<RouterOutputs["audit"]["list"]["rows"][number], "index" | "state">;

const glyphs = { pending: "clock", sequenced: "bar", checkpointed: "tick" } as const;

/** The number of an entry's leaf, and how far it has come: waiting, in the tree, or under a signed checkpoint. */
export function EntryState({ index, state }: EntryStateProps) {
  const t = useTranslations("audit");
  const hint = state === "pending" ? undefined : t(`state.${state}Hint`);
  return (
    <span className="inline-flex items-center gap-2" title={hint}>
      {index !== null && <span className="font-mono text-xs">{t("leaf", { index })}</span>}
      <StatusWord glyph={glyphs[state]}>{t(`state.${state}`)}</StatusWord>
    </span>
  );
}
