import { z } from "zod";
import type { OrganizationFilter } from "@/components/screens/operator-organizations/model";
import { TENANT_SORTS, type TenantWish } from "@/lib/billing";
import type { OrganizationStatus } from "@/lib/tenancy";

type Query = Readonly<Record<string, string | string[] | undefined>>;

const LONGEST_TEXT = 200;
const STATES = ["active", "suspended", "archived"] as const;
const STATUS: Readonly<Record<(typeof STATES)[number], OrganizationStatus>> = {
  active: "ACTIVE",
  suspended: "SUSPENDED",
  archived: "ARCHIVED",
};

/** One text of an address, as it may be asked for in the database. */
export const textOf = (value: string | string[] | undefined): string =>
  ((Array.isArray(value) ? value[0] : value) ?? "").trim().replaceAll("\0", "").slice(0, LONGEST_TEXT);

/** What an address asks for; a state or an order that is not ours is as if it were absent. */
export function organizationFilter(query: Query): OrganizationFilter {
  const status = textOf(query.status);
  const sort = textOf(query.sort);
  return {
    search: textOf(query.search),
    status: STATES.find((each) => each === status) ?? "",
    plan: textOf(query.plan),
    tag: textOf(query.tag),
    sort: TENANT_SORTS.find((each) => each === sort) ?? "newest",
  };
}

export const isNarrowed = ({ search, status, plan, tag }: OrganizationFilter): boolean =>
  [search, status, plan, tag].some((each) => each !== "");

/** The filter as the list of tenants is asked. */
export const wishOf = ({ search, status, plan, tag, sort }: OrganizationFilter): TenantWish => ({
  search: search || null,
  status: status === "" ? null : STATUS[status],
  plan: plan || null,
  tag: tag || null,
  sort,
});

/** The filter in its address; what narrows nothing is left out. */
export const filterParameters = ({ sort, ...narrowing }: OrganizationFilter): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(narrowing).filter(([, value]) => value !== "")),
  ...(sort === "newest" ? {} : { sort }),
});

const text = (name: string) =>
  z.string().max(LONGEST_TEXT, `${name} has at most ${LONGEST_TEXT} characters.`).optional();

/** The same filter where a file is asked for; there a fault is told. */
export const organizationsCsvQuery = z.strictObject({
  search: text("search"),
  status: z.enum(STATES, { error: `status must be one of ${STATES.join(", ")}.` }).optional(),
  plan: text("plan"),
  tag: text("tag"),
  sort: z.enum(TENANT_SORTS, { error: `sort must be one of ${TENANT_SORTS.join(", ")}.` }).optional(),
});
