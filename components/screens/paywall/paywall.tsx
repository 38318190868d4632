"use client";

import { Clock, Mail, Users } from "lucide-react";
import Link from "next/link";
import {
  formatCount,
  formatDateTime,
  formatSpan,
  formatUnits,
  percentUsed,
  usageLevel,
  zoneName,
} from "@/components/format";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { counted, countedNumber } from "@/components/weir/level-text";
import { Meter } from "@/components/weir/meter";
import { PaywallCureCard } from "./cure-card";
import type { PaywallMeter, PaywallModel } from "./model";
import { cureLabel, paywallHeading } from "./paywall-words";

interface PaywallDialogProps {
  /** The refusal to explain; null while nothing was refused. */
  model: PaywallModel | null;
  onClose(): void;
}

/**
 * Opened by the code of a refusal: what ran out, when it comes back, and the cheapest way past it. Focus is trapped,
 * Escape closes, and focus returns to where the refused call was made.
 */
export function PaywallDialog({ model, onClose }: PaywallDialogProps) {
  return (
    <Dialog open={model !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {model ? <Paywall model={model} /> : null}
    </Dialog>
  );
}

function Paywall({ model }: { model: PaywallModel }) {
  const { title, description } = paywallHeading(model);
  return (
    <DialogContent title={title} description={description} footer={<Ways model={model} />}>
      {model.meter ? <Level meter={model.meter} /> : null}
      {model.credits ? <Balance credits={model.credits} /> : null}
      {model.cure ? <PaywallCureCard cure={model.cure} /> : null}
      {model.mayBuy ? null : <Owners model={model} />}
      <Wait model={model} />
      {model.requestId ? (
        <p className="text-xs text-muted-foreground">
          Request <code className="break-all">{model.requestId}</code>
        </p>
      ) : null}
    </DialogContent>
  );
}

function Level({ meter }: { meter: PaywallMeter }) {
  const percent = percentUsed(meter.used, meter.limit);
  const critical = usageLevel(percent) === "critical";
  return (
    <div>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <p>
          <span className="text-3xl font-semibold num">{countedNumber(meter.used, meter.unit)}</span>{" "}
          <span className="text-muted-foreground num">of {counted(meter.limit, meter.unit)}</span>
        </p>
        <span className={cn("text-base font-medium num", critical && "text-danger-text")}>{percent}%</span>
      </div>
      <div className="mt-2">
        <Meter label={meter.name} used={meter.used} limit={meter.limit} unit={meter.unit} policy="HARD_STOP" />
      </div>
    </div>
  );
}

function Balance({ credits }: { credits: { balance: number; needed: number } }) {
  return (
    <p>
      <span className="text-3xl font-semibold num">{formatUnits(credits.balance)}</span>{" "}
      <span className="text-muted-foreground num">
        credits left, {formatCount(credits.needed, "credit", "credits")} needed for this call
      </span>
    </p>
  );
}

function Wait({ model }: { model: PaywallModel }) {
  if (model.resetsAt === undefined) return null;
  return (
    <div className="flex items-start gap-2">
      <Clock aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
      {model.resetsAt === null ? (
        <p className="text-muted-foreground">This allowance does not reset by itself.</p>
      ) : (
        <p>
          <span className="font-medium">Or wait.</span>{" "}
          <span className="text-muted-foreground">
            The allowance resets on {formatDateTime(model.resetsAt, model.timeZone)} {zoneName(model.timeZone)}, in{" "}
            {formatSpan(model.now, model.resetsAt)}.
          </span>
        </p>
      )}
    </div>
  );
}

function Owners({ model: { code, owners } }: { model: PaywallModel }) {
  return (
    <div className="flex items-start gap-2">
      <Users aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
      <p>
        <span className="font-medium">
          You cannot change the {code === "SPEND_LIMIT_EXCEEDED" ? "spend limit" : "plan"} here.
        </span>{" "}
        <span className="text-muted-foreground">
          {owners.length > 0
            ? `${owners.map((owner) => owner.name).join(" or ")} can.`
            : "An owner or admin of this organization can."}
        </span>
      </p>
    </div>
  );
}

function Ways({ model }: { model: PaywallModel }) {
  const [owner] = model.owners;
  return (
    <>
      {model.mayBuy && model.cure && model.cure.kind !== "spend_limit" && model.cure.kind !== "contact" ? (
        <span className="flex-1 text-xs text-muted-foreground max-sm:hidden">
          The full sum is shown before anything is paid.
        </span>
      ) : null}
      <DialogClose asChild>
        <Button>Not now</Button>
      </DialogClose>
      {model.mayBuy && model.cure && model.cure.href !== null ? (
        <Button asChild variant="primary">
          <Link href={model.cure.href}>{cureLabel(model.cure)}</Link>
        </Button>
      ) : null}
      {!model.mayBuy && owner ? (
        <Button asChild variant="primary">
          <a href={askHref(owner.email, model)}>
            <Mail aria-hidden />
            Ask an owner
          </a>
        </Button>
      ) : null}
    </>
  );
}

function askHref(email: string, model: PaywallModel): string {
  const { title } = paywallHeading(model);
  const wish = model.cure?.kind === "plan" ? `${model.cure.name} would lift it.` : "Could you have a look?";
  return `mailto:${email}?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(`${title}. ${wish}`)}`;
}
