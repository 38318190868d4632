import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card, CardTitle } from "@/components/ui/card";
import { fillOf } from "@/components/usage-math";
import { counted } from "@/components/weir/level-text";
import { Meter } from "@/components/weir/meter";
import { LevelBadge, levelInk } from "../usage/allowance-card";
import type { ReadyMembers } from "./model";
import { seatsSentence } from "./words";

const unit = { one: "seat", many: "seats" };

/** Seats that are taken or promised, of those the plan has; follows the addresses that are being typed. */
export function SeatsCard({ model, typed }: { model: ReadyMembers; typed: number }) {
  const { used, invited, limit } = model.seats;
  const taken = used + invited;
  const { percent, level } = fillOf(taken, limit);
  const allowance = { used: taken, limit, policy: "HARD_STOP", gauge: "level" } as const;
  return (
    <Card aria-label="Seats" className="grid content-start gap-3">
      <div className="flex items-center justify-between gap-2">
        <CardTitle>Seats</CardTitle>
        <LevelBadge allowance={allowance} />
      </div>
      <p className="flex items-baseline justify-between gap-2">
        <span className="text-muted-foreground">
          <span className="text-3xl font-semibold text-foreground num">{taken}</span>{" "}
          {limit === null ? (taken === 1 ? unit.one : unit.many) : `of ${counted(limit, unit)}`}
        </span>
        {percent === null ? null : <span className={`num ${levelInk(level)}`}>{percent}%</span>}
      </p>
      <Meter
        label="Seats"
        used={taken}
        limit={limit}
        unit={unit}
        policy="HARD_STOP"
        projected={typed > 0 ? taken + typed : null}
      />
      <p className="text-muted-foreground">{seatsSentence(model.seats, typed)}</p>
      {limit !== null && taken >= limit ? (
        <Button asChild>
          <Link href={model.upgradeHref}>See plans with more seats</Link>
        </Button>
      ) : null}
    </Card>
  );
}
