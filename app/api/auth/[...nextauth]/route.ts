export { handleAuth as GET, handleAuth as POST } from "@/server/staff/endpoint";

export const dynamic = "force-dynamic";
