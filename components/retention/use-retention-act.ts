import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { showToast } from "@/components/ui/toast";

/**
 * An act on an account's keeping or erasing. When it is done the page is read again, and one line says so.
 *
 * @param act sends it. @param said the line. @param close what was open.
 */
export function useRetentionAct<Input>(act: (input: Input) => Promise<unknown>, said: string, close?: () => void) {
  const router = useRouter();
  return useMutation({
    mutationFn: act,
    onSuccess: () => {
      close?.();
      showToast({ text: said });
      router.refresh();
    },
  });
}
