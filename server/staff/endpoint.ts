import NextAuth from "next-auth";
import { authOptions } from "./auth";

type Parameters = { params: Promise<{ nextauth: string[] }> };

/** `/api/auth/…`: sign-in, sign-out and their cross-site token, by next-auth. */
export const handleAuth = (request: Request, context: Parameters): Promise<Response> =>
  NextAuth(authOptions())(request, context);
