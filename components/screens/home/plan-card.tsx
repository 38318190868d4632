import {
  CalendarClock,
  CalendarX2,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  Lock,
  OctagonAlert,
  Pause,
  type LucideIcon,
} from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatDate, formatDateRange, formatMoney } from "@/components/format";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import type { HomePlan, HomePlanState, ReadyHome } from "./model";

const standings: Record<HomePlanState, { word: string; tone: Tone; icon: LucideIcon }> = {
  trialing: { word: "Trial", tone: "info", icon: Clock },
  active: { word: "Active", tone: "success", icon: CircleCheck },
  past_due: { word: "Past due", tone: "danger", icon: OctagonAlert },
  paused: { word: "Paused", tone: "warning", icon: Pause },
  unpaid: { word: "Unpaid", tone: "danger", icon: OctagonAlert },
  incomplete: { word: "Payment not finished", tone: "warning", icon: CircleDashed },
  canceled: { word: "Canceled", tone: "neutral", icon: CircleX },
  suspended: { word: "Suspended", tone: "danger", icon: Lock },
};

/** Plan, period and the next charge side by side, each a fact of its own. */
export function PlanCard({ model }: { model: ReadyHome }) {
  const { plan } = model;
  return (
    <Card aria-label="Plan and next charge" className="grid gap-6 sm:grid-cols-2 xl:grid-cols-3">
      <Fact term="Plan" note={planNote(plan)} aside={<Standing plan={plan} />}>
        {plan.name}
      </Fact>
      <Fact term={plan.trialEndsAt ? "Trial" : "Period"} note={periodNote(plan, model.timeZone)}>
        {periodWords(plan, model.timeZone)}
      </Fact>
      <Fact
        term="Next charge"
        note={chargeNote(model)}
        aside={
          <Link href={model.links.billing} className="link">
            Billing
          </Link>
        }
      >
        <NextCharge model={model} />
      </Fact>
    </Card>
  );
}

interface FactProps {
  term: string;
  note: string;
  aside?: ReactNode;
  children: ReactNode;
}

function Fact({ term, note, aside, children }: FactProps) {
  return (
    <div className="grid min-w-0 content-start gap-1">
      <div className="flex min-h-6 items-center justify-between gap-2">
        <h2 className="text-muted-foreground">{term}</h2>
        {aside}
      </div>
      <p className="text-xl font-semibold num">{children}</p>
      <p className="text-xs text-muted-foreground num">{note}</p>
    </div>
  );
}

function Standing({ plan }: { plan: HomePlan }) {
  if (plan.cancelsAt) return <Badge icon={CalendarX2}>Cancellation scheduled</Badge>;
  if (plan.scheduled) return <Badge icon={CalendarClock}>Change scheduled</Badge>;
  const standing = standings[plan.state];
  return (
    <Badge tone={standing.tone} icon={standing.icon}>
      {standing.word}
    </Badge>
  );
}

function planNote(plan: HomePlan): string {
  return plan.price ? `${formatMoney(plan.price)} a ${plan.interval}, before tax` : "Costs nothing";
}

function periodWords(plan: HomePlan, timeZone: string): string {
  if (plan.trialEndsAt) return `Until ${formatDate(plan.trialEndsAt, timeZone)}`;
  return plan.period ? formatDateRange(plan.period.from, plan.period.until, timeZone) : "No period";
}

function periodNote(plan: HomePlan, timeZone: string): string {
  if (plan.cancelsAt) return `Ends on ${formatDate(plan.cancelsAt, timeZone)}; then Free takes over`;
  if (plan.scheduled) return `Changes to ${plan.scheduled.planName} on ${formatDate(plan.scheduled.at, timeZone)}`;
  if (plan.trialEndsAt) return "Nothing is charged before it ends";
  if (plan.state === "paused") return "Calls are refused while it rests";
  return plan.period && plan.price ? "Renews by itself" : "Each allowance says when it resets";
}

function NextCharge({ model }: { model: ReadyHome }) {
  const charge = model.nextCharge;
  if (!charge) return "None";
  return formatMoney(charge.amount);
}

function chargeNote(model: ReadyHome): string {
  const charge = model.nextCharge;
  if (!charge) return "No date and no sum is set";
  const on = `on ${formatDate(charge.on, model.timeZone)}`;
  const card = model.hasCard ? "" : ", no card on file";
  return charge.estimated ? `${on}, as far as it stands today${card}` : `${on}${card}`;
}
