export { openAppealFile as GET } from "@/server/appeals/endpoint-files";
