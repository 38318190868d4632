import {
  Building2,
  CircleCheck,
  Coins,
  Handshake,
  Layers,
  Plug,
  Rocket,
  Sprout,
  TrendingUp,
  Zap,
  type LucideIcon,
} from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import type { PlanIcon, PricingLimit, PricingPlan } from "./model";

const icons: Record<PlanIcon, LucideIcon> = {
  sprout: Sprout,
  rocket: Rocket,
  building: Building2,
  plug: Plug,
  "trending-up": TrendingUp,
  handshake: Handshake,
  coins: Coins,
  layers: Layers,
};

/** The plan's icon; a plain stack of layers where the catalog names none. */
export function PlanIconMark({ icon }: { icon: PlanIcon | null }) {
  const Icon = icons[icon ?? "layers"] ?? Layers;
  return <Icon aria-hidden strokeWidth={1.75} className="size-5 shrink-0 text-muted-foreground" />;
}

/** Where the plan stands: the reader's own, or the popular one. */
export function PlanStanding({ plan }: { plan: PricingPlan }) {
  if (plan.relation === "current" || plan.relation === "other_interval")
    return <Badge icon={CircleCheck}>Your plan</Badge>;
  if (plan.highlighted) {
    return (
      <Badge tone="info" icon={Zap}>
        Popular
      </Badge>
    );
  }
  return null;
}

/** Water against a wall: solid where the allowance stops, slotted where it bills, none where there is no limit. */
export function WallGlyph({
  limit,
  className,
}: {
  limit: Pick<PricingLimit, "amount" | "policy">;
  className?: string;
}) {
  const open = limit.amount === null;
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" aria-hidden className={cn("shrink-0", className)}>
      <path d={open ? "M0 6h16M0 10h16" : "M0 6h10M0 10h10"} stroke="var(--primary)" strokeWidth="2" />
      {open ? null : (
        <path
          d="M11.5 1v12"
          stroke="var(--wall)"
          strokeWidth="2.5"
          strokeDasharray={limit.policy === "METERED" ? "3 2" : undefined}
        />
      )}
    </svg>
  );
}
