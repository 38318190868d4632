import { ArrowRight, Coins, CreditCard, Handshake, Play, ShieldCheck, Users, Zap, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { formatMoney, formatUnits } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { Description, DescriptionList } from "@/components/ui/description-list";
import type { PaywallCure } from "./model";

/** The cheapest cure with what it changes and what it costs. */
export function PaywallCureCard({ cure }: { cure: PaywallCure }) {
  switch (cure.kind) {
    case "plan":
    case "quantity":
      return <UpgradeCure cure={cure} />;
    case "credits":
      return (
        <Frame icon={Coins} title={`Smallest pack that covers it: ${cure.name}`}>
          <DescriptionList>
            <Description term="Credits">{formatUnits(cure.credits)}</Description>
            <Description term="Price, once" total>
              {formatMoney(cure.price)}
            </Description>
          </DescriptionList>
        </Frame>
      );
    case "spend_limit":
      return (
        <Frame icon={ShieldCheck} title="Raise the spend limit, or leave it">
          <DescriptionList>
            <Description term="Spent beyond the allowance">{formatMoney(cure.spent)}</Description>
            <Description term="Spend limit" total>
              {formatMoney(cure.limit)}
            </Description>
          </DescriptionList>
        </Frame>
      );
    case "payment":
      return (
        <Frame icon={CreditCard} title="Settle the open invoice">
          <DescriptionList>
            <Description term="Open" total>
              {formatMoney(cure.due)}
            </Description>
          </DescriptionList>
        </Frame>
      );
    case "resume":
      return <Frame icon={Play} title="Resume the subscription" />;
    case "contact":
      return (
        <Frame icon={Handshake} title="A plan by contract lifts it">
          {cure.href === null ? (
            <p className="text-muted-foreground">Ask the people who run this service for one.</p>
          ) : null}
        </Frame>
      );
  }
}

type Upgrade = Extract<PaywallCure, { kind: "plan" | "quantity" }>;

/** Another plan, or more of the present one. */
function UpgradeCure({ cure }: { cure: Upgrade }) {
  const { beyond, dueNow } = cure.kind === "plan" ? cure : {};
  return (
    <Frame
      icon={cure.kind === "plan" ? ArrowRight : Users}
      title={cure.kind === "plan" ? `Cheapest plan that lifts it: ${cure.name}` : `More seats of ${cure.name}`}
      badge={
        <Badge tone="info" icon={Zap}>
          Works at once
        </Badge>
      }
    >
      <DescriptionList>
        {cure.lifts.map((lift) => (
          <Description key={lift.label} term={lift.label}>
            <FromTo from={lift.from} to={lift.to} />
          </Description>
        ))}
        {beyond ? <Description term="Beyond that">{beyond}</Description> : null}
        <Description term="Price">
          <FromTo from={formatMoney(cure.price.from)} to={formatMoney(cure.price.to)} /> a {cure.price.interval}
        </Description>
        {dueNow ? (
          <Description term={`Due now, for ${dueNow.covers}`} total>
            {formatMoney(dueNow.amount)}
          </Description>
        ) : null}
      </DescriptionList>
    </Frame>
  );
}

function FromTo({ from, to }: { from: string; to: string }) {
  return (
    <>
      {from} <span aria-hidden>→</span>
      <span className="sr-only">becomes</span> <span className="font-semibold">{to}</span>
    </>
  );
}

interface FrameProps {
  icon: LucideIcon;
  title: string;
  badge?: ReactNode;
  children?: ReactNode;
}

function Frame({ icon: Icon, title, badge, children }: FrameProps) {
  return (
    <section aria-label={title} className="grid gap-3 rounded-md border bg-muted/40 p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="flex items-center gap-2 font-semibold">
          <Icon aria-hidden className="size-4 shrink-0" />
          {title}
        </h3>
        {badge}
      </div>
      {children}
    </section>
  );
}
