import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiKey, requireMember, verifyApiKey } from "@/lib/access";
import { createActivationCode, redeemActivationCode, refreshInstallation, verifyAccessToken } from "@/lib/activation";
import { localIdentity } from "@/lib/auth";
import { archiveOrganization, assignPlanByHand, cancelByHand, deleteAccount } from "@/lib/billing";
import { verifyChain } from "@/lib/journal";
import { addMember, getOrganization, organizationsOf, peekInvitation, signUp } from "@/lib/tenancy";
import { openTown, refused, type Town } from "./people.fixture";

let town: Town;
beforeAll(async () => void (town = await openTown()));
afterAll(() => town?.close());

describe("an organization", () => {
  it("on a paid plan is ended only after that was canceled", async () => {
    const owner = await town.person("Rosa");
    const team = await town.team("Acme", owner);
    const ctx = town.as(owner, team);
    await assignPlanByHand(town.weir.system(), team.id, "PRO", { reason: "test" });
    expect(await refused(archiveOrganization(ctx))).toMatchObject({
      code: "CONFLICT",
      details: { state: "active", allowed: expect.arrayContaining(["cancel_now"]) as unknown },
    });
    expect((await getOrganization(ctx, team.id)).status).toBe("ACTIVE");
    await cancelByHand(town.weir.system(), team.id, { reason: "test" });
    await archiveOrganization(ctx);
    expect((await getOrganization(ctx, team.id)).status).toBe("ARCHIVED");
  });

  it("ends for its owner alone: its pages, keys and invitations go, its journal stays sound", async () => {
    const [owner, admin] = [await town.person("Ina"), await town.person("Ada")];
    const team = await town.team("Globex", owner);
    await addMember(town.weir.system(team.id), admin.userId, "ADMIN");
    const ctx = town.as(owner, team);
    const { text } = await createApiKey(ctx, { name: "k", scopes: ["usage:read"], environment: "PROD" });
    const token = await town.invite(ctx, "late@example.test", "VIEWER");
    expect((await refused(archiveOrganization(town.as(admin, team)))).code).toBe("FORBIDDEN");
    await archiveOrganization(ctx);
    await archiveOrganization(town.weir.system(team.id));
    expect((await refused(requireMember(ctx, owner.userId, team.slug))).code).toBe("NOT_FOUND");
    expect((await refused(verifyApiKey(town.weir.world, text))).code).toBe("AUTHENTICATION_ERROR");
    expect(await peekInvitation(ctx, token)).toBeNull();
    const entries = await town.rows<{ after: object }>(
      `select after from audit.journal_entry where organization_id = $1 and action = 'organization.archived'`,
      team.id,
    );
    expect(entries).toMatchObject([{ after: { keysRevoked: 1, invitationsRevoked: 1 } }]);
    expect(await verifyChain(ctx, team.id)).toMatchObject({ sound: true });
  });
});

describe("an organization with installations", () => {
  it("takes their tokens and its open codes along at once, and says how many", async () => {
    const owner = await town.person("Nils");
    const team = await town.team("Umbrella", owner);
    const ctx = town.as(owner, team);
    const domain = "shop.umbrella.example";
    const code = async () => (await createActivationCode(ctx, { domain, environment: "PROD" })).text;
    const redeem = (text: string) =>
      redeemActivationCode(town.weir.system(), { code: text, stated: domain, origin: null });
    const tokens = await redeem(await code());
    const open = await code();
    expect(await verifyAccessToken(town.weir.world, tokens.accessToken)).toMatchObject({ organizationId: team.id });
    await archiveOrganization(ctx);
    const refreshed = refreshInstallation(town.weir.system(), {
      refreshToken: tokens.refreshToken,
      stated: domain,
      origin: null,
    });
    expect((await refused(refreshed)).code).toBe("AUTHENTICATION_ERROR");
    expect((await refused(redeem(open))).code).toMatch(/AUTHENTICATION_ERROR|NOT_FOUND|CONFLICT/);
    // A process that has just looked remembers the answer for a second.
    await expect
      .poll(
        async () => (await verifyAccessToken(town.weir.world, tokens.accessToken).catch((e: unknown) => e)) as object,
        {
          timeout: 5_000,
        },
      )
      .toMatchObject({ code: "AUTHENTICATION_ERROR" });
    const entries = await town.rows<{ after: object }>(
      `select after from audit.journal_entry where organization_id = $1 and action = 'organization.archived'`,
      team.id,
    );
    expect(entries).toMatchObject([{ after: { installationsRevoked: 1, codesRevoked: 1 } }]);
  });
});

describe("an account", () => {
  it("is not ended over others' heads, over a paid plan, or by staff; and nothing has changed then", async () => {
    const { userId, email, organization } = await town.weir.person("Olga");
    const olga = { userId, email };
    const [team, guest] = [await town.team("Hers", olga), await town.person("Guest")];
    await addMember(town.weir.system(team.id), guest.userId, "VIEWER");
    expect(await refused(deleteAccount(town.as(olga)))).toMatchObject({
      code: "CONFLICT",
      details: { state: "only_owner", organizations: ["Hers"] },
    });
    expect((await refused(archiveOrganization(town.as(olga, organization)))).code).toBe("CONFLICT");
    await archiveOrganization(town.as(olga, team));
    await assignPlanByHand(town.weir.system(), organization.id, "PRO", { reason: "test" });
    expect((await refused(deleteAccount(town.as(olga)))).code).toBe("CONFLICT");
    expect(await organizationsOf(town.as(olga), userId)).toMatchObject([{ organization: { status: "ACTIVE" } }]);
    expect((await refused(deleteAccount(town.weir.system()))).code).toBe("FORBIDDEN");
  });

  it("that ends takes its own organizations along and leaves others', and names nobody afterwards", async () => {
    const { userId, email, password, organization } = await town.weir.person("Petra");
    const petra = { userId, email };
    const [others, hers] = [await town.team("Others", await town.person("Hank")), await town.team("Alone", petra)];
    await town.accept(petra, await town.invite(town.weir.system(others.id), email, "MEMBER"));
    await deleteAccount(town.as(petra));
    await expect(deleteAccount(town.as(petra))).resolves.toBeUndefined();
    for (const { id } of [organization, hers])
      expect((await getOrganization(town.as(petra), id)).status).toBe("ARCHIVED");
    expect((await getOrganization(town.as(petra), others.id)).status).toBe("ACTIVE");
    expect(await town.seatsCounted(others)).toBe(1);
    const traces = await town.rows(
      `select 1 as n from app_user where email = $1 or name = 'Petra' union all select 1 from invitation where email = $1
       union all select 1 from credential where user_id = $2 union all select 1 from session where user_id = $2
       union all select 1 from audit.journal_entry where actor_label = $1`,
      email,
      userId,
    );
    expect(traces).toEqual([]);
    expect(await localIdentity(town.weir.world).signIn({ email, password })).toEqual({ signedIn: false });
    for (const { id } of [organization, hers, others])
      expect(await verifyChain(town.as(petra), id)).toMatchObject({ sound: true });
    // The address is free again, for a new account that has nothing to do with the old one.
    expect((await signUp(town.weir.system(), { email, password, name: "Petra" })).user.id).not.toBe(userId);
  });
});
