import { cache } from "react";
import type { ActingModel, OrganizationChoice, ShellModel, WidgetModel } from "@/components/shell/model";
import { portalNavigation } from "@/components/shell/navigation";
import { can, staffRole, type Permission } from "@/lib/access";
import type { World } from "@/lib/context";
import { iso } from "@/lib/kernel/time";
import { unitName } from "@/lib/kernel/units";
import { readStanding, type Standing } from "@/lib/quota";
import { organizationsOf, type Organization } from "@/lib/tenancy";
import type { Acting, PortalSession } from "../../../portal-session";
import { bannerOf } from "./banners";

const WIDGET_METERS = 3;

/** Where the organization stands in production; read once for each request, by frame and page together. */
export const standingOf = cache((world: World, organizationId: string): Promise<Standing> =>
  readStanding(world, organizationId, "PROD"),
);

export const basePathOf = (organization: Organization): string => `/orgs/${organization.slug}`;

/** The frame of the organization's pages. While its standing cannot be read, the frame stands without meters and banner. */
export async function shellModel(session: PortalSession): Promise<ShellModel> {
  const { ctx, user, organization, acting } = session;
  const basePath = basePathOf(organization);
  const [belongings, standing, staff] = await Promise.all([
    // Staff acts in one organization, whatever else the member belongs to.
    acting ? [{ organization }] : organizationsOf(ctx, user.id),
    readableStanding(session),
    staffRole(ctx, user.id),
  ]);
  const banner = standing ? await bannerOf(ctx, { organization, standing, basePath }) : undefined;
  const widget = standing ? widgetOf(standing, `${basePath}/usage`) : undefined;
  const plan = standing?.entitlements.plan?.name;
  const choices = belongings.map((each) =>
    choiceOf(each.organization, each.organization.id === organization.id ? plan : undefined),
  );
  return {
    user: { name: user.name, email: user.email },
    organizations: choices,
    current: choices.find((choice) => choice.id === organization.id) ?? choiceOf(organization, plan),
    nav: portalNavigation(basePath, organization.name).filter(({ needs }) => !needs || can(session.asker, needs)),
    ...(banner ? { banner } : {}),
    ...(widget ? { widget } : {}),
    commands: commandsOf(session, basePath),
    demo: ctx.env.WEIR_DEMO,
    basePath,
    timeZone: organization.timeZone,
    ...(acting ? { acting: actingModel(session, acting) } : { newOrganizationHref: "/orgs/new" }),
    ...(staff ? { operatorHref: "/admin" } : {}),
  };
}

async function readableStanding({ ctx, organization }: PortalSession): Promise<Standing | null> {
  try {
    return await standingOf(ctx, organization.id);
  } catch (error) {
    ctx.log.warn(
      { err: error, requestId: ctx.requestId, organizationId: organization.id },
      "an organization's standing could not be read for its frame",
    );
    return null;
  }
}

const choiceOf = (organization: Organization, plan: string | undefined): OrganizationChoice => ({
  id: organization.id,
  name: organization.name,
  kind: organization.kind === "PERSONAL" ? "personal" : "team",
  ...(plan ? { plan } : {}),
  href: basePathOf(organization),
});

function widgetOf(standing: Standing, href: string): WidgetModel | undefined {
  const meters = new Map(standing.entitlements.meters.map((meter) => [meter.slug, meter]));
  const limits = standing.limits.slice(0, WIDGET_METERS);
  const [first] = limits;
  if (!first) return undefined;
  const resets = limits.map((limit) => limit.resetsAt).filter((at) => at !== null);
  return {
    meters: limits.map((limit) => ({
      slug: `${limit.meter} ${limit.window}`,
      name: meters.get(limit.meter)?.name ?? limit.meter,
      unit: unitName(meters.get(limit.meter)),
      used: limit.used,
      limit: limit.limit,
      policy: limit.policy,
    })),
    resetsAt: resets.length > 0 ? iso(Math.min(...resets)) : null,
    href,
  };
}

const actingModel = ({ user }: PortalSession, { email, staffRole: staff, impersonation }: Acting): ActingModel => ({
  staff: email,
  member: user.email,
  readOnly: staff === "SUPPORT",
  endsAt: iso(impersonation.expiresAt),
});

function commandsOf(session: PortalSession, basePath: string): ShellModel["commands"] {
  const unless = (permission: Permission, unavailable: string) =>
    can(session.asker, permission) ? {} : { unavailable };
  return [
    {
      label: "Create API key",
      href: `${basePath}/api-keys?create=1`,
      group: "Actions",
      ...unless("keys:write", "Owners and admins create keys"),
    },
    {
      label: "Invite people",
      href: `${basePath}/members`,
      group: "Actions",
      ...unless("members:write", "Owners and admins invite"),
    },
    ...(can(session.asker, "activation:write")
      ? [{ label: "Create activation code", href: `${basePath}/activation?create=1`, group: "Actions" }]
      : []),
  ];
}
