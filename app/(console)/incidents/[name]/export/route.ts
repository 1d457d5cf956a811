export { downloadIncident as GET } from "@/server/incidents/endpoint";

export const dynamic = "force-dynamic";
