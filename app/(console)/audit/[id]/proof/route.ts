export { downloadProof as GET } from "@/server/audit/endpoint";

export const dynamic = "force-dynamic";
