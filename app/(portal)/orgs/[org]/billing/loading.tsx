import { BillingScreen } from "@/components/screens/billing/billing";

export default function LoadingBilling() {
  return <BillingScreen model={{ kind: "loading" }} />;
}
