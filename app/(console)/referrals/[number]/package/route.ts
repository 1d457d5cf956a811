export { downloadReferral as GET } from "@/server/referrals/endpoint";

export const dynamic = "force-dynamic";
