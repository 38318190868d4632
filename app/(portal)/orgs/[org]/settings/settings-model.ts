import type { AddressFields, SettingsModel } from "@/components/screens/settings/model";
import { can } from "@/lib/access";
import { countryName, getBillingDetails, TAX_ID_TYPES, type BillingAddress } from "@/lib/payments";
import { liveSubscription } from "@/lib/subscriptions";
import type { PortalSession } from "../../../../portal-session";
import { basePathOf } from "../shell-model";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** Every country that has a name, by it. */
const COUNTRIES = LETTERS.flatMap((first) => LETTERS.map((second) => `${first}${second}`))
  .flatMap((value) => {
    const label = countryName(value);
    return label === null ? [] : [{ value, label }];
  })
  .sort((a, b) => a.label.localeCompare(b.label, "en"));

const NOWHERE: AddressFields = { line1: "", line2: "", city: "", state: "", postalCode: "", country: "" };

/** What the settings page shows; changes are for owners and admins. */
export async function settingsModel({ ctx, organization, role }: PortalSession): Promise<SettingsModel> {
  const base = basePathOf(organization);
  try {
    const [details, live] = await Promise.all([
      getBillingDetails(ctx, organization.id),
      liveSubscription(ctx, organization.id),
    ]);
    const { id, name, slug, timeZone } = organization;
    return {
      kind: "ready",
      organization: { id, name, slug, timeZone },
      addressBefore: `${new URL(ctx.env.WEIR_URL).host}/orgs/`,
      billingEmail: organization.billingEmail ?? "",
      taxId: details.taxId,
      taxIdTypes: Object.entries(TAX_ID_TYPES).map(([value, label]) => ({ value, label })),
      address: details.address === null ? NOWHERE : fieldsOf(details.address),
      countries: COUNTRIES,
      taxed: ctx.env.STRIPE_AUTOMATIC_TAX,
      membersMayBuy: organization.membersMayBuy,
      readOnlyReason: can(role, "organization:write")
        ? null
        : "Only owners and admins of this organization can change these settings.",
      closing:
        live.stripeSubscriptionId === null
          ? null
          : {
              words: "A plan is still paid for. Cancel it first; nothing is deleted by that.",
              href: `${base}/billing`,
            },
    };
  } catch (error) {
    ctx.log.error(
      { err: error, requestId: ctx.requestId, organizationId: organization.id },
      "the settings of an organization could not be read",
    );
    return { kind: "failed", requestId: ctx.requestId, retryHref: `${base}/settings` };
  }
}

const fieldsOf = (address: BillingAddress): AddressFields => ({
  ...address,
  line2: address.line2 ?? "",
  state: address.state ?? "",
});
