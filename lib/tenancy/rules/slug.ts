/** The longest slug that is made from a name; the database allows a few more, for the number behind it. */
const SLUG_MAX = 48;
const SLUG_FORM = /^[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?$/;
const NAMELESS = "organization";

/** Words that stand beside a slug in an address, now or soon, or that would let a tenant pass for the house. */
const RESERVED: ReadonlySet<string> = new Set([
  ...[
    "new",
    "admin",
    "administrator",
    "api",
    "app",
    "account",
    "accounts",
    "auth",
    "billing",
    "checkout",
    "console",
    "dashboard",
  ],
  ...[
    "dev",
    "docs",
    "health",
    "healthz",
    "help",
    "home",
    "internal",
    "invitations",
    "invite",
    "login",
    "logout",
    "me",
    "metrics",
  ],
  ...[
    "operator",
    "orgs",
    "organization",
    "organizations",
    "portal",
    "pricing",
    "profile",
    "public",
    "readyz",
    "root",
    "security",
  ],
  ...[
    "settings",
    "sign-in",
    "sign-out",
    "sign-up",
    "signin",
    "signout",
    "signup",
    "staff",
    "static",
    "status",
    "stripe",
    "support",
  ],
  ...["system", "usage", "user", "users", "v1", "webhooks", "weir", "www"],
]);

export const isReservedSlug = (slug: string): boolean => RESERVED.has(slug);

/** Whether a text may be an organization's slug: lower-case letters, digits and inner hyphens, and no reserved word. */
export const isSlug = (text: string): boolean => SLUG_FORM.test(text) && !isReservedSlug(text);

/** A readable slug from a name: accents fall off, everything else that is no letter or digit becomes one hyphen. */
export function slugFrom(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{Mark}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, SLUG_MAX)
    .replace(/^-+|-+$/g, "");
  return plain === "" ? NAMELESS : plain;
}

/** Slugs to try for a name, best first: the plain one unless it is reserved, numbered ones, at last one with a random tail. */
export function slugCandidates(name: string, randomTail: string): string[] {
  const base = slugFrom(name);
  const numbered = [2, 3, 4, 5, 6].map((n) => `${base}-${n}`);
  return [...(isReservedSlug(base) ? [] : [base]), ...numbered, `${base}-${randomTail}`];
}
