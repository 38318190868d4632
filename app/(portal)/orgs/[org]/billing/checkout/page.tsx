import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { CheckoutReviewScreen } from "@/components/screens/checkout-review/checkout-review";
import { PageBody } from "@/components/ui/page";
import { requirePortal } from "../../../../../portal-session";
import { applyCouponAction, payAction } from "../actions";
import { changesInstead, reviewModel } from "./review-model";

export const metadata: Metadata = { title: "Review your order" };

interface PageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The last look before the payment page. */
export default async function CheckoutPage({ params, searchParams }: PageProps) {
  const session = await requirePortal((await params).org, "billing:read");
  const query = await searchParams;
  const change = await changesInstead(session, query);
  if (change) redirect(change);
  const { slug } = session.organization;
  return (
    <PageBody settings>
      <CheckoutReviewScreen
        model={await reviewModel(session, query)}
        pay={payAction.bind(null, slug)}
        applyCoupon={applyCouponAction.bind(null, slug)}
      />
    </PageBody>
  );
}
