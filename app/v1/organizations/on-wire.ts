import { iso } from "@/lib/kernel/time";
import type { Organization } from "@/lib/tenancy";

export const organizationOnWire = (o: Organization) => ({
  id: o.id,
  kind: o.kind.toLowerCase(),
  name: o.name,
  slug: o.slug,
  externalKey: o.externalKey,
  status: o.status.toLowerCase(),
  billingEmail: o.billingEmail,
  timeZone: o.timeZone,
  membersMayBuy: o.membersMayBuy,
  metadata: o.metadata,
  createdAt: iso(o.createdAt),
});
