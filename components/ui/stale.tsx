import { Clock } from "lucide-react";
import { Badge } from "./badge";

/** Marks a value that is no longer fresh with its age ("4 min old"). The value itself stays visible. */
export function Stale({ age }: { age: string }) {
  return (
    <Badge tone="warning" icon={Clock}>
      {age} old
    </Badge>
  );
}
