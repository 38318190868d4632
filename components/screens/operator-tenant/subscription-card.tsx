import { formatDate } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Card, CardFoot, CardHead } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { SubscriptionBadge } from "../operator-organizations/badges";
import type { Open, ReadyTenant } from "./model";

/** What an organization is on, who keeps it, until when, and the two acts on it. */
export function SubscriptionCard({ model, onOpen }: { model: ReadyTenant; onOpen(open: Open): void }) {
  const { subscription, organization, mayChange } = model;
  return (
    <Card aria-label="Subscription" className="flex flex-col">
      <CardHead
        title={subscription ? `${subscription.plan}, version ${subscription.version}` : "No subscription"}
        description={subscription ? undefined : "Its next sign-in repairs this; until then every call is refused."}
        aside={subscription ? <SubscriptionBadge state={subscription.state} /> : null}
      />
      <DescriptionList className="mt-4 flex-1 content-start">
        {subscription ? (
          <>
            <Description term="Paid">
              {subscription.source === "STRIPE" ? "through Stripe" : "by nobody: Weir keeps it"}
            </Description>
            <Description term="Period">
              {subscription.interval === "YEAR" ? "A year" : "A month"}, until{" "}
              {formatDate(subscription.periodEnd, "UTC")}
            </Description>
            {subscription.trialEnd ? (
              <Description term={subscription.state === "TRIALING" ? "Trial ends" : "Trial ended"}>
                {formatDate(subscription.trialEnd, "UTC")}
              </Description>
            ) : null}
            {subscription.endsAt ? (
              <Description term="Ends">{formatDate(subscription.endsAt, "UTC")}</Description>
            ) : null}
          </>
        ) : null}
        <Description term="Slug">
          <span className="break-all">{organization.slug}</span>
        </Description>
        <Description term="Billing e-mail">
          <span className="break-all">{organization.billingEmail ?? "the owner’s"}</span>
        </Description>
        <Description term="Stripe customer">
          <code className="break-all">{organization.stripeCustomer ?? "none"}</code>
        </Description>
        <Description term="Time zone">{organization.timeZone}</Description>
        <Description term="Since">{formatDate(organization.createdAt, "UTC")}</Description>
      </DescriptionList>
      {mayChange ? (
        <CardFoot>
          <Button size="sm" onClick={() => onOpen({ kind: "plan" })}>
            Give a plan
          </Button>
          {subscription && !subscription.fallback ? (
            <Button size="sm" variant="danger" onClick={() => onOpen({ kind: "cancel" })}>
              End the plan
            </Button>
          ) : null}
        </CardFoot>
      ) : null}
    </Card>
  );
}
