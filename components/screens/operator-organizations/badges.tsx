import {
  Archive,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleSlash,
  CircleX,
  Hourglass,
  type LucideIcon,
} from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge";
import type { OrganizationRow, SubscriptionState } from "./model";

interface Look {
  word: string;
  tone: Tone;
  icon: LucideIcon;
}

const ORGANIZATION: Readonly<Record<OrganizationRow["status"], Look>> = {
  active: { word: "Active", tone: "success", icon: CircleCheck },
  suspended: { word: "Suspended", tone: "danger", icon: CircleSlash },
  archived: { word: "Archived", tone: "neutral", icon: Archive },
};

const SUBSCRIPTION: Readonly<Record<SubscriptionState, Look>> = {
  ACTIVE: { word: "Active", tone: "success", icon: CircleCheck },
  TRIALING: { word: "Trial", tone: "info", icon: Hourglass },
  PAST_DUE: { word: "Past due", tone: "warning", icon: CircleAlert },
  UNPAID: { word: "Unpaid", tone: "danger", icon: CircleX },
  PAUSED: { word: "Paused", tone: "warning", icon: CirclePause },
  INCOMPLETE: { word: "Payment open", tone: "warning", icon: CircleDashed },
  CANCELED: { word: "Canceled", tone: "neutral", icon: CircleX },
};

function LookBadge({ word, tone, icon }: Look) {
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}

/** Whether an organization works, is suspended or archived. */
export const OrganizationBadge = ({ status }: { status: OrganizationRow["status"] }) => (
  <LookBadge {...ORGANIZATION[status]} />
);

/** Where a subscription stands. */
export const SubscriptionBadge = ({ state }: { state: SubscriptionState }) => <LookBadge {...SUBSCRIPTION[state]} />;
