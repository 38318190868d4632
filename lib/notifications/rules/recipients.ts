import type { Member, Organization } from "@/lib/tenancy";
import type { AlertPreferences } from "../model";

/** The addresses that are told: the chosen ones, else the billing e-mail, else everybody who may act: owners and admins. */
export function recipientsOf(
  preferences: AlertPreferences,
  organization: Pick<Organization, "billingEmail">,
  members: readonly Pick<Member, "email" | "role">[],
): string[] {
  if (preferences.recipients.length > 0) return [...preferences.recipients];
  if (organization.billingEmail !== null) return [organization.billingEmail];
  return [...new Set(members.filter((m) => m.role === "OWNER" || m.role === "ADMIN").map((m) => m.email))];
}
