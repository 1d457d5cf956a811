import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { sentenceOf, useTRPC, useTRPCClient } from "@/components/trpc/provider";
import type { Draft, ReferralView } from "./use-draft";

/**
 * The acts on a referral until it is sealed. What is written is saved before it is looked at or proposed.
 *
 * @param done after an act, with what to say of it; the referral is read again.
 */
export function useReferralActs(shown: ReferralView, draft: Draft, done: (text: string) => Promise<void>) {
  const t = useTranslations("referrals.done");
  const locale = useLocale();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { number } = shown;
  const isDraft = shown.state === "draft" || shown.state === "returned";
  /** In a draft the version that this person wrote from; later the one that she sees. */
  const version = isDraft ? draft.version : shown.version;
  const save = useMutation({ mutationFn: draft.write, onSuccess: () => done(t("saved")) });
  const propose = useMutation({
    mutationFn: async () => client.referrals.propose.mutate({ number, version: await draft.write() }),
    onSuccess: () => done(t("proposed")),
  });
  const look = useMutation({
    mutationFn: async () => {
      if (isDraft) await draft.write();
      return client.referrals.look.mutate({ number });
    },
  });
  const seal = useMutation(trpc.referrals.seal.mutationOptions({ onSuccess: () => done(t("sealed")) }));
  const turn = useMutation({
    mutationFn: ({ act, reason }: { act: "return" | "abandon"; reason: string }) =>
      client.referrals[act].mutate({ number, version, reason }),
    onSuccess: (_answer, { act }) => done(t(act === "return" ? "returned" : "abandoned")),
  });
  const all = [save, propose, look, seal];
  /** One fault at a time: that of the act which was tried last. */
  const run = (start: () => void) => {
    for (const each of all) each.reset();
    start();
  };
  return {
    isBusy: turn.isPending || all.some(({ isPending }) => isPending),
    fault: propose.error ?? save.error ?? look.error ?? seal.error,
    turnFailure: turn.error && sentenceOf(turn.error, locale),
    looked: look.data ?? null,
    save: () => run(() => save.mutate()),
    propose: () => run(() => propose.mutate()),
    look: () => run(() => look.mutate()),
    seal: (content: string) => seal.mutate({ number, version, content }),
    turn: (act: "return" | "abandon", reason: string) => turn.mutate({ act, reason }),
  };
}
