import type { Metadata } from "next";
import { PricingScreen } from "@/components/screens/pricing/pricing";
import { pricingModel, readQuery } from "./pricing-model";

export const metadata: Metadata = { title: "Pricing" };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Every plan that is for sale, straight from the catalog. */
export default async function PricingPage({ searchParams }: PageProps) {
  return <PricingScreen model={await pricingModel(readQuery(await searchParams))} />;
}
