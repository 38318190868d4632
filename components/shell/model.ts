import type { Money } from "@/components/format";
import type { UnitName } from "@/components/weir/level-text";
import type { Permission } from "@/lib/access";

/** Icons that a row of the navigation may carry. Names, because a model has to be serialisable. */
export type NavIcon =
  | "home"
  | "usage"
  | "alerts"
  | "billing"
  | "wallet"
  | "members"
  | "keys"
  | "activation"
  | "webhooks"
  | "audit"
  | "settings"
  | "overview"
  | "tenants"
  | "catalog"
  | "status"
  | "time";

export interface NavItem {
  label: string;
  href: string;
  icon: NavIcon;
  /** What one must be allowed to open it; absent: every member may. */
  needs?: Permission;
  /** Rows with the same group stand under its name; rows without one come first. */
  group?: string;
}

export interface OrganizationChoice {
  id: string;
  name: string;
  kind: "personal" | "team";
  /** Name of the plan it is on; absent while it has none. */
  plan?: string;
  href: string;
}

/** A small meter of the sidebar. `limit: null` is written unlimited. */
export interface WidgetMeter {
  slug: string;
  name: string;
  unit: UnitName;
  used: number;
  limit: number | null;
  policy: "HARD_STOP" | "METERED";
}

export interface WidgetModel {
  /** Two or three; more are not shown. */
  meters: readonly WidgetMeter[];
  /** When the first of them resets; null when none does. */
  resetsAt: string | null;
  href: string;
}

/** The one status a page may announce, each with what its sentence needs. Moments are ISO strings. */
export type BannerModel =
  | { kind: "suspended"; supportHref?: string }
  | { kind: "past_due"; due: Money; attempt: number; attempts: number; nextTryAt: string | null; href?: string }
  | { kind: "limit_reached"; meter: string; resetsAt: string | null; href?: string }
  | {
      kind: "trial_ending";
      endsAt: string;
      daysLeft: number;
      plan: string;
      price: Money;
      hasCard: boolean;
      href?: string;
    }
  | { kind: "cancellation_scheduled"; endsAt: string; plan: string; href?: string }
  | { kind: "nearly_there"; meter: string; percent: number; runsOutAt: string | null; href?: string };

/** Staff that acts for a member. `endsAt` is an ISO string. */
export interface ActingModel {
  staff: string;
  member: string;
  readOnly: boolean;
  endsAt: string;
}

/** A row of Cmd-K beside the pages, organizations and theme that the shell offers by itself. */
export interface CommandRow {
  label: string;
  href: string;
  group: string;
  shortcut?: string;
  /** Why it cannot be chosen now; the row stays visible and says so. */
  unavailable?: string;
}

export interface ShellModel {
  user: { name: string; email: string };
  organizations: readonly OrganizationChoice[];
  current: OrganizationChoice;
  nav: readonly NavItem[];
  banner?: BannerModel;
  widget?: WidgetModel;
  commands?: readonly CommandRow[];
  /** Embedded services and a simulated Stripe: said on every page. */
  demo: boolean;
  /** The organization's root, such as /orgs/acme. */
  basePath: string;
  timeZone: string;
  newOrganizationHref?: string;
  /** Shown to staff only. */
  operatorHref?: string;
  /** Said on every page for as long as it lasts. */
  acting?: ActingModel;
}

export interface OperatorShellModel {
  user: { name: string; email: string };
  /** Named at all times, so that nobody mistakes production for a rehearsal. */
  environment: { name: string; stripe: string };
  nav: readonly NavItem[];
  commands?: readonly CommandRow[];
  demo: boolean;
  basePath: string;
  portalHref?: string;
}
