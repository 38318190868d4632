import { clerkHost } from "@/lib/auth/clerk-host";

/**
 * Where somebody manages his account at Clerk: `clerk.example.com` has it at `accounts.example.com`, an instance for
 * development at its own name under accounts.dev. Null where the key does not say.
 */
export function accountAddress(publishableKey: string): string | null {
  const host = clerkHost(publishableKey);
  if (host === null) return null;
  const development = /^([a-z0-9-]+)\.clerk\.accounts\.dev$/.exec(host)?.[1];
  if (development) return `https://${development}.accounts.dev/user`;
  return host.startsWith("clerk.") ? `https://accounts.${host.slice("clerk.".length)}/user` : null;
}
