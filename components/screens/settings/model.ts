import type { SelectOption } from "../../ui/select";

export interface AddressFields {
  line1: string;
  line2: string;
  city: string;
  state: string;
  postalCode: string;
  country: string;
}

export interface ReadySettings {
  kind: "ready";
  organization: { id: string; name: string; slug: string; timeZone: string };
  /** The address of the portal before the slug, such as "weir.example/orgs/". */
  addressBefore: string;
  billingEmail: string;
  taxId: { type: string; value: string } | null;
  taxIdTypes: readonly SelectOption[];
  address: AddressFields;
  countries: readonly SelectOption[];
  zones: readonly SelectOption[];
  /** Whether tax is worked out by the address. */
  taxed: boolean;
  membersMayBuy: boolean;
  /** Why nothing can be changed here; null for whoever may. */
  readOnlyReason: string | null;
  /** Where the organization, or the account with its personal one, ends; null for whoever may not end it. */
  closing: { title: string; words: string; href: string } | null;
  /** Errors that a section shows from the start; for the gallery. */
  errors?: Readonly<Partial<Record<SectionName, FieldErrors>>>;
}

export type SettingsModel = ReadySettings | { kind: "failed"; requestId: string; retryHref: string };

export type SectionName = "organization" | "contact" | "taxId" | "address" | "buying";

/** What is wrong, by the field's name; `form` for what is nobody's fault in particular. */
export type FieldErrors = Readonly<Record<string, string>>;

/** What came of saving. The page's address changes with the slug. */
export type SaveAnswer = { kind: "saved"; href: string | null } | { kind: "refused"; errors: FieldErrors };

/** Saves a section; the values are those of its fields by name. */
export type SaveSection = (section: SectionName, values: Readonly<Record<string, string>>) => Promise<SaveAnswer>;
