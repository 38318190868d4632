import { CircleAlert, CircleCheck, CircleSlash, Clock, TriangleAlert, type LucideIcon } from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge";
import type { EventState } from "./model";

export const EVENT_WORDS: Readonly<Record<EventState, string>> = {
  waiting: "Waiting",
  failing: "Failing",
  done: "Done",
  ignored: "Ignored",
  dead: "Dead",
};
const looks: Readonly<Record<EventState, { tone: Tone; icon: LucideIcon }>> = {
  waiting: { tone: "info", icon: Clock },
  failing: { tone: "warning", icon: TriangleAlert },
  done: { tone: "success", icon: CircleCheck },
  ignored: { tone: "neutral", icon: CircleSlash },
  dead: { tone: "danger", icon: CircleAlert },
};

export function EventBadge({ state }: { state: EventState }) {
  const { tone, icon } = looks[state];
  return (
    <Badge tone={tone} icon={icon}>
      {EVENT_WORDS[state]}
    </Badge>
  );
}
