"use client";

import { FaultState } from "@/components/shell/page-states";

export default function Fault({ error, retry }: { error: unknown; retry: () => void }) {
  return <FaultState error={error} retry={retry} />;
}
