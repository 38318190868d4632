import type { Ctx } from "@/lib/context";
import { getOrganization, listMembers, type Organization } from "@/lib/tenancy";

/** An organization, and who gets mail about its bills. */
export interface Bills {
  readonly organization: Organization;
  readonly recipients: readonly string[];
}

/** Mail about bills goes to the billing e-mail, else to everybody who may write billing. */
export async function billsOf(ctx: Pick<Ctx, "db">, organizationId: string): Promise<Bills> {
  const organization = await getOrganization(ctx, organizationId);
  if (organization.billingEmail !== null) return { organization, recipients: [organization.billingEmail] };
  const members = await listMembers(ctx, organizationId);
  const billers = members.filter(({ role }) => role === "OWNER" || role === "ADMIN");
  return { organization, recipients: [...new Set(billers.map(({ email }) => email))] };
}
