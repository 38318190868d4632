import { Ban, CircleCheck, CircleX, ShieldAlert, type LucideIcon } from "lucide-react";
import { formatDateTime } from "@/components/format";
import { Badge, type Tone } from "@/components/ui/badge";
import { CellSub } from "@/components/ui/table";
import type { InstallationRow, InstallationState } from "./model";

const standings: Record<InstallationState, { word: string; tone: Tone; icon: LucideIcon; lead: string }> = {
  active: { word: "Active", tone: "success", icon: CircleCheck, lead: "until" },
  expired: { word: "Expired", tone: "neutral", icon: CircleX, lead: "since" },
  revoked: { word: "Revoked", tone: "neutral", icon: Ban, lead: "since" },
  reused: { word: "Token reused", tone: "danger", icon: ShieldAlert, lead: "since" },
};

interface InstallationStandingProps {
  row: Pick<InstallationRow, "state" | "endsAt">;
  timeZone: string;
}

/** How an installation stands, and until or since when. */
export function InstallationStanding({ row, timeZone }: InstallationStandingProps) {
  const { word, tone, icon, lead } = standings[row.state];
  return (
    <>
      <Badge tone={tone} icon={icon}>
        {word}
      </Badge>
      <CellSub className="max-sm:hidden">
        {lead} {formatDateTime(row.endsAt, timeZone)}
      </CellSub>
    </>
  );
}
