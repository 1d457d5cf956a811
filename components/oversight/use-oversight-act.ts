import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { showToast } from "@/components/ui/toast";

/**
 * An act on reading the log by a colleague's acts. When it is done one line says so, and the page is read again.
 *
 * @param act sends it. @param said the line.
 */
export function useOversightAct<Input>(act: (input: Input) => Promise<unknown>, said: string) {
  const router = useRouter();
  return useMutation({
    mutationFn: act,
    onSuccess: () => {
      // The button that was pressed goes away: the focus stays on the page.
      document.getElementById("main")?.focus({ preventScroll: true });
      showToast({ text: said });
      router.refresh();
    },
  });
}
