export { downloadLedger as GET } from "@/server/enforcement/endpoint-ledger";

export const dynamic = "force-dynamic";
