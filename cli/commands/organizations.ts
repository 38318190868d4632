import type { Command } from "commander";
import {
  activateOrganization,
  archiveOrganization,
  previewStandstill,
  suspendOrganization,
  type Standstill,
} from "@/lib/billing";
import { iso } from "@/lib/kernel/time";
import { getPlan } from "@/lib/catalog";
import { readStanding } from "@/lib/quota";
import { findLiveSubscription } from "@/lib/subscriptions";
import {
  createOrganization,
  listMembers,
  listOrganizations,
  type Organization,
  type OrganizationStatus,
} from "@/lib/tenancy";
import { minute, words } from "../print";
import { oneOf, pageSize } from "../reading";
import { inSession } from "../session";
import { limitColumns, limitView, unitNamesOf } from "./limit-view";
import { addMemberVerbs } from "./members";
import { addTagVerbs } from "./tags";

const organizationView = (organization: Organization) => ({
  id: organization.id,
  name: organization.name,
  slug: organization.slug,
  kind: organization.kind,
  externalKey: organization.externalKey,
  status: organization.status,
  billingEmail: organization.billingEmail,
  timeZone: organization.timeZone,
  createdAt: iso(organization.createdAt),
});

interface Create {
  readonly externalKey?: string;
  readonly billingEmail?: string;
  readonly timeZone?: string;
}

interface List {
  readonly status?: OrganizationStatus;
  readonly limit: number;
}

/** What a suspension stops and what goes on, in a few sentences. */
function standstillText({ people, keys, installations, meters, plan }: Standstill): string {
  const counting = meters.map(({ slug }) => slug).join(", ") || "nothing was counted yet";
  const charged =
    plan === null
      ? ""
      : plan.chargedAt === null
        ? ` Its plan ${plan.name} stays; nobody is charged for it.`
        : ` Its plan ${plan.name} goes on and is charged on ${iso(plan.chargedAt).slice(0, 10)} all the same.`;
  return (
    `Every metered call is refused from then on (${counting}); ${keys} API keys and ${installations} installations only read, ` +
    `and ${people} people reach the billing pages alone.${charged}`
  );
}

/** `weir org …` */
export function addOrganizationVerbs(program: Command): void {
  const org = program.command("org").description("tenants, and who belongs to them");
  addMemberVerbs(org);
  addTagVerbs(org);
  org
    .command("create <name>")
    .description("make a team organization, which begins on the free plan")
    .option("--external-key <key>", "your own id of this customer")
    .option("--billing-email <email>")
    .option("--time-zone <zone>", "an IANA name, such as Europe/Paris")
    .action(
      inSession<Create>("operator:write", async (session, [name = ""], { externalKey, billingEmail, timeZone }) => {
        await session.aboutTo(`make the organization ${name}`);
        const fields = {
          ...(externalKey ? { externalKey } : {}),
          ...(billingEmail ? { billingEmail } : {}),
          ...(timeZone ? { timeZone } : {}),
        };
        const made = await createOrganization(session.as(), { name, ...fields });
        session.print.done(organizationView(made), `Made ${made.name}: ${made.id}`);
      }),
    );
  org
    .command("list")
    .description("tenants, newest first")
    .option("--status <status>", "active, suspended or archived", oneOf("ACTIVE", "SUSPENDED", "ARCHIVED"))
    .option("--limit <n>", "at most this many (1–100)", pageSize, 50)
    .action(
      inSession<List>("operator:read", async (session, _, { status, limit }) => {
        const { organizations, next } = await listOrganizations(session.world, {
          limit,
          ...(status ? { status } : {}),
        });
        const views = organizations.map(organizationView);
        session.print.list(
          views,
          [
            ["id", (row) => row.id],
            ["name", (row) => row.name],
            ["slug", (row) => row.slug],
            ["external key", (row) => row.externalKey],
            ["kind", (row) => words(row.kind)],
            ["status", (row) => words(row.status)],
            ["created", (row) => row.createdAt.slice(0, 10)],
          ],
          "There are no organizations.",
        );
        if (next) session.print.say(`There are more; --limit shows up to 100.`);
      }),
    );
  org
    .command("show <organization>")
    .description("one tenant: its plan, its people, and where its limits stand")
    .action(
      inSession("operator:read", async (session, [reference = ""]) => {
        const organization = await session.organization(reference);
        const live = await findLiveSubscription(session.world, organization.id);
        const plan = live ? await getPlan(session.world, live.planId) : null;
        const members = await listMembers(session.world, organization.id);
        const standing = await readStanding(session.world, organization.id, "PROD");
        const limits = standing.limits.map(limitView);
        const people = members.map(({ name, email, role }) => ({ name, email, role }));
        const subscription = live
          ? { id: live.id, plan: plan?.code ?? null, status: live.status, source: live.source }
          : null;
        session.print.facts({ ...organizationView(organization), subscription, members: people, limits }, [
          ["id", organization.id],
          ["name", organization.name],
          ["slug", organization.slug],
          ["external key", organization.externalKey],
          ["status", words(organization.status)],
          [
            "plan",
            plan && live
              ? `${plan.code} (${words(live.status)}, ${live.source === "STRIPE" ? "paid through Stripe" : "kept by Weir"})`
              : "none: repaired at the next sign-in",
          ],
          ["billing e-mail", organization.billingEmail],
          ["created", minute(organization.createdAt)],
          ["members", people.map((person) => `${person.email} (${person.role.toLowerCase()})`).join(", ")],
        ]);
        if (session.print.json) return;
        session.print.say("");
        session.print.list(
          limits,
          limitColumns(unitNamesOf(standing.entitlements.meters)),
          "The plan has no limits, and so no meters.",
        );
      }),
    );
  org
    .command("suspend <organization>")
    .description("refuse everything it meters from now on; its subscription goes on")
    .requiredOption("--reason <text>", "kept in the journal")
    .action(
      inSession<{ reason: string }>("operator:write", async (session, [reference = ""], { reason }) => {
        const organization = await session.organization(reference);
        const stops = standstillText(await previewStandstill(session.as(organization.id), organization.id));
        await session.aboutTo(`suspend ${organization.name} (${organization.id}). ${stops}`, { ask: true });
        await suspendOrganization(session.as(organization.id), organization.id, reason);
        session.print.done(
          { id: organization.id, status: "SUSPENDED" },
          `${organization.name} is suspended. Undo it with: org activate ${organization.slug}`,
        );
      }),
    );
  org
    .command("archive <organization>")
    .description("end a tenant for good: its keys and pages go, its records stay; refused while it pays")
    .action(
      inSession("organization:delete", async (session, [reference = ""]) => {
        const organization = await session.organization(reference);
        await session.aboutTo(
          `end ${organization.name} (${organization.id}): nothing of it works any more, and that cannot be undone`,
          { ask: true },
        );
        await archiveOrganization(session.as(organization.id));
        session.print.done({ id: organization.id, status: "ARCHIVED" }, `${organization.name} is archived.`);
      }),
    );
  org
    .command("activate <organization>")
    .description("let a suspended tenant work again")
    .requiredOption("--reason <text>", "kept in the journal")
    .action(
      inSession<{ reason: string }>("operator:write", async (session, [reference = ""], { reason }) => {
        const organization = await session.organization(reference);
        const { otherwise } = await previewStandstill(session.as(organization.id), organization.id);
        const but = otherwise === null ? "" : `; its calls are still refused then (${words(otherwise)})`;
        await session.aboutTo(`let ${organization.name} (${organization.id}) work again${but}`);
        await activateOrganization(session.as(organization.id), organization.id, reason);
        session.print.done({ id: organization.id, status: "ACTIVE" }, `${organization.name} is active.`);
      }),
    );
}
