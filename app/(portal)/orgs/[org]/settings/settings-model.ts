import type { AddressFields, SettingsModel } from "@/components/screens/settings/model";
import { can } from "@/lib/access";
import { countryName, getBillingDetails, TAX_ID_TYPES, type BillingAddress } from "@/lib/payments";
import type { PortalSession } from "../../../../portal-session";
import { timeZoneChoices } from "../../../../time-zones";
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
export async function settingsModel({ ctx, organization, asker }: PortalSession): Promise<SettingsModel> {
  const base = basePathOf(organization);
  try {
    const details = await getBillingDetails(ctx, organization.id);
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
      zones: timeZoneChoices(timeZone),
      taxed: ctx.env.STRIPE_AUTOMATIC_TAX,
      membersMayBuy: organization.membersMayBuy,
      readOnlyReason: can(asker, "organization:write")
        ? null
        : "Only owners and admins of this organization can change these settings.",
      closing: can(asker, "organization:delete")
        ? { ...closing(organization.kind), href: `${base}/settings/end` }
        : null,
    };
  } catch (error) {
    ctx.log.error(
      { err: error, requestId: ctx.requestId, organizationId: organization.id },
      "the settings of an organization could not be read",
    );
    return { kind: "failed", requestId: ctx.requestId, retryHref: `${base}/settings` };
  }
}

/** A personal organization ends with the account that it was made with. */
const closing = (kind: PortalSession["organization"]["kind"]): { title: string; words: string } =>
  kind === "PERSONAL"
    ? {
        title: "Delete your account",
        words: "For good, with this organization. A plan that is paid for is canceled first.",
      }
    : { title: "End the organization", words: "For good. A plan that is paid for is canceled first." };

const fieldsOf = (address: BillingAddress): AddressFields => ({
  ...address,
  line2: address.line2 ?? "",
  state: address.state ?? "",
});
