import { CircleX, Clock, CreditCard, TriangleAlert } from "lucide-react";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Card, CardTitle } from "../../ui/card";
import { Description, DescriptionList } from "../../ui/description-list";
import type { PaymentMethod } from "./model";

interface PaymentMethodCardProps {
  method: PaymentMethod | null;
  billingEmail: string;
  taxId: string | null;
  portalHref: string | null;
  /** A charge will come: without a card the page says so, and its button asks for one. */
  cardNeeded: boolean;
}

/** The card that is charged and where receipts go. Card numbers are the provider's affair; we know four digits. */
export function PaymentMethodCard({ method, billingEmail, taxId, portalHref, cardNeeded }: PaymentMethodCardProps) {
  return (
    <Card aria-label="Payment method" className="grid content-start gap-3">
      <div className="flex min-h-8 items-center justify-between gap-2">
        <CardTitle>Payment method</CardTitle>
        {portalHref ? (
          <Button asChild size="sm">
            <a href={portalHref}>{method ? "Update" : "Add card"}</a>
          </Button>
        ) : null}
      </div>
      {method ? <CardOnFile method={method} /> : <NoCard needed={cardNeeded} />}
      <DescriptionList className="border-t pt-3">
        <Description term={<span className="whitespace-nowrap">Billing e-mail</span>}>
          <span className="[overflow-wrap:anywhere]">{billingEmail}</span>
        </Description>
        {taxId ? <Description term="Tax id">{taxId}</Description> : null}
      </DescriptionList>
    </Card>
  );
}

function CardOnFile({ method }: { method: PaymentMethod }) {
  const expiry = `${String(method.expiryMonth).padStart(2, "0")}/${method.expiryYear}`;
  return (
    <div className="flex items-center gap-3">
      <span className="grid h-8 w-12 place-items-center rounded-sm border text-xs font-semibold tracking-wider uppercase">
        {method.brand.slice(0, 5)}
      </span>
      <span className="min-w-0 flex-1 num">
        ending {method.last4}
        <span className="block text-muted-foreground">expires {expiry}</span>
      </span>
      {method.declined ? (
        <Badge tone="danger" icon={CircleX}>
          Declined
        </Badge>
      ) : method.expiring ? (
        <Badge tone="warning" icon={Clock}>
          Expires soon
        </Badge>
      ) : null}
    </div>
  );
}

function NoCard({ needed }: { needed: boolean }) {
  const Icon = needed ? TriangleAlert : CreditCard;
  return (
    <p className="flex items-start gap-2">
      <Icon
        aria-hidden
        className={`mt-0.5 size-4 shrink-0 ${needed ? "text-warning-text" : "text-muted-foreground"}`}
      />
      <span className={needed ? "text-warning-text" : "text-muted-foreground"}>
        {needed ? "No card on file; the next charge cannot be collected." : "No card on file; none is needed now."}
      </span>
    </p>
  );
}
