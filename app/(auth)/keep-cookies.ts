import { cookies } from "next/headers";
import type { SessionCookie } from "@/lib/auth";

/** Has the browser keep the cookies of a session, or drop those that end one. */
export async function keepCookies(wanted: readonly SessionCookie[]): Promise<void> {
  const jar = await cookies();
  for (const { name, value, ...options } of wanted) jar.set(name, value, options);
}
