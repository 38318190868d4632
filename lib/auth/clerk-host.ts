const KEY = /^pk_(?:test|live)_([A-Za-z0-9+/=]+)$/;
const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** The host that a publishable key names (base64, ended by $), or null for a text that is no such key. */
export function clerkHost(publishableKey: string): string | null {
  const written = KEY.exec(publishableKey)?.[1];
  if (written === undefined) return null;
  const host = decoded(written)?.replace(/\$$/, "") ?? "";
  return HOST.test(host) ? host : null;
}

function decoded(text: string): string | null {
  try {
    return atob(text);
  } catch {
    return null;
  }
}
