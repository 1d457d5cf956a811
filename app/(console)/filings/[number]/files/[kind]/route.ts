export { downloadFile as GET } from "@/server/filings/endpoint";

export const dynamic = "force-dynamic";
