import {
  Activity,
  Bell,
  Building2,
  Clock,
  CreditCard,
  HeartPulse,
  House,
  KeyRound,
  LayoutDashboard,
  Library,
  ScrollText,
  Settings,
  Ticket,
  Users,
  Wallet,
  Webhook,
  type LucideIcon,
} from "lucide-react";
import type { NavIcon } from "./model";

const icons: Record<NavIcon, LucideIcon> = {
  home: House,
  usage: Activity,
  alerts: Bell,
  billing: CreditCard,
  wallet: Wallet,
  members: Users,
  keys: KeyRound,
  activation: Ticket,
  webhooks: Webhook,
  audit: ScrollText,
  settings: Settings,
  overview: LayoutDashboard,
  tenants: Building2,
  catalog: Library,
  status: HeartPulse,
  time: Clock,
};

/** The drawing of a navigation icon. */
export function NavIconMark({ icon }: { icon: NavIcon }) {
  const Icon = icons[icon];
  return <Icon aria-hidden className="size-4 shrink-0" />;
}
