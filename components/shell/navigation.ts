import type { NavItem } from "./model";

/** The portal's pages below an organization's root. */
export function portalNavigation(basePath: string, organizationName: string): NavItem[] {
  return [
    { label: "Home", href: basePath, icon: "home" },
    { label: "Usage", href: `${basePath}/usage`, icon: "usage" },
    { label: "Alerts & limits", href: `${basePath}/alerts`, icon: "alerts" },
    { label: "Billing", href: `${basePath}/billing`, icon: "billing" },
    { label: "Members", href: `${basePath}/members`, icon: "members", group: organizationName },
    { label: "API keys", href: `${basePath}/api-keys`, icon: "keys", group: organizationName },
    {
      label: "Activation",
      href: `${basePath}/activation`,
      icon: "activation",
      group: organizationName,
      needs: "activation:read",
    },
    {
      label: "Audit log",
      href: `${basePath}/audit`,
      icon: "audit",
      group: organizationName,
      needs: "audit:read",
    },
    { label: "Settings", href: `${basePath}/settings`, icon: "settings", group: organizationName },
  ];
}

/** The pages of the operator's console. */
export const consoleNavigation: readonly NavItem[] = [
  { label: "Start", href: "/admin", icon: "overview" },
  { label: "Organizations", href: "/admin/organizations", icon: "tenants" },
  { label: "Installations", href: "/admin/installations", icon: "activation" },
  { label: "Webhooks in", href: "/admin/webhooks", icon: "webhooks" },
  { label: "Audit trail", href: "/admin/audit", icon: "audit" },
  { label: "Time", href: "/admin/time", icon: "time" },
];

/**
 * The row that stands for an address: the one with the longest matching path, so that /orgs/acme/billing/change lights
 * up Billing and not Home.
 */
export function currentNavItem(nav: readonly NavItem[], pathname: string): NavItem | undefined {
  return nav
    .filter((item) => pathname === item.href || pathname.startsWith(`${item.href}/`))
    .sort((first, second) => second.href.length - first.href.length)[0];
}

/** Rows by group, in the order in which the groups first appear. */
export function groupedNavigation(nav: readonly NavItem[]): { name: string | undefined; items: NavItem[] }[] {
  const groups: { name: string | undefined; items: NavItem[] }[] = [];
  for (const item of nav) {
    const group = groups.find((candidate) => candidate.name === item.group);
    if (group) group.items.push(item);
    else groups.push({ name: item.group, items: [item] });
  }
  return groups;
}
