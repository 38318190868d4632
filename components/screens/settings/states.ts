import type { ReadySettings, SettingsModel } from "./model";

const ready: ReadySettings = {
  kind: "ready",
  organization: { id: "og_acme", name: "Acme", slug: "acme", timeZone: "Europe/Berlin" },
  addressBefore: "weir.example/orgs/",
  billingEmail: "bills@acme.example",
  taxId: { type: "eu_vat", value: "DE123456789" },
  taxIdTypes: [
    { value: "eu_vat", label: "EU VAT number" },
    { value: "us_ein", label: "US EIN" },
  ],
  address: { line1: "Torstraße 1", line2: "", city: "Berlin", state: "", postalCode: "10119", country: "DE" },
  zones: ["Europe/Berlin", "Europe/Madrid", "UTC"].map((value) => ({ value, label: value })),
  countries: [
    { value: "DE", label: "Germany" },
    { value: "US", label: "United States" },
  ],
  taxed: false,
  membersMayBuy: true,
  readOnlyReason: null,
  closing: {
    title: "End the organization",
    words: "For good. A plan that is paid for is canceled first.",
    href: "/orgs/acme/settings/end",
  },
};

const NOTHING = { line1: "", line2: "", city: "", state: "", postalCode: "", country: "" };

export const states = {
  ready,
  empty: { ...ready, billingEmail: "", taxId: null, address: NOTHING, membersMayBuy: false, closing: null },
  slug_taken: { ...ready, errors: { organization: { slug: 'The address "globex" is in use.' } } },
  tax_id_refused: {
    ...ready,
    taxed: true,
    taxId: { type: "eu_vat", value: "DE12" },
    errors: { taxId: { value: "Stripe does not know a number of this kind that is written so." } },
  },
  no_permission: { ...ready, readOnlyReason: "Only owners and admins of this organization can change these settings." },
  failed: { kind: "failed", requestId: "req_0193487c2e1a7b40", retryHref: "/orgs/acme/settings" },
} satisfies Record<string, SettingsModel>;
