import {
  Ban,
  CalendarX2,
  CircleAlert,
  CircleCheck,
  CircleX,
  Clock,
  FileClock,
  Hourglass,
  Pause,
  ShieldAlert,
  Undo2,
  type LucideIcon,
} from "lucide-react";
import { Badge, type Tone } from "../../ui/badge";
import type { InvoiceStatus, PlanCard } from "./model";

interface Look {
  word: string;
  tone: Tone;
  icon: LucideIcon;
}

const PLAN_LOOK: Record<PlanCard["status"], Look> = {
  active: { word: "Active", tone: "success", icon: CircleCheck },
  trialing: { word: "Trial", tone: "info", icon: Clock },
  past_due: { word: "Past due", tone: "danger", icon: CircleAlert },
  unpaid: { word: "Unpaid", tone: "danger", icon: CircleX },
  paused: { word: "Paused", tone: "neutral", icon: Pause },
  incomplete: { word: "Payment pending", tone: "warning", icon: Hourglass },
};

const ENDING: Look = { word: "Ends soon", tone: "warning", icon: CalendarX2 };

/** The subscription's state; one that will not renew says so before anything else that is fine. */
export function PlanBadge({ plan }: { plan: Pick<PlanCard, "status" | "cancelsAt"> }) {
  const fine = plan.status === "active" || plan.status === "trialing";
  return <LookBadge look={plan.cancelsAt && fine ? ENDING : PLAN_LOOK[plan.status]} />;
}

const INVOICE_LOOK: Record<InvoiceStatus, Look> = {
  draft: { word: "Draft", tone: "neutral", icon: FileClock },
  open: { word: "Open", tone: "danger", icon: CircleAlert },
  paid: { word: "Paid", tone: "success", icon: CircleCheck },
  void: { word: "Void", tone: "neutral", icon: Ban },
  uncollectible: { word: "Uncollectible", tone: "neutral", icon: CircleX },
  refunded: { word: "Refunded", tone: "neutral", icon: Undo2 },
  disputed: { word: "Disputed", tone: "warning", icon: ShieldAlert },
  partly_refunded: { word: "Partly refunded", tone: "neutral", icon: Undo2 },
};

/** An invoice's state. */
export function InvoiceBadge({ status }: { status: InvoiceStatus }) {
  return <LookBadge look={INVOICE_LOOK[status]} />;
}

function LookBadge({ look }: { look: Look }) {
  return (
    <Badge tone={look.tone} icon={look.icon}>
      {look.word}
    </Badge>
  );
}
