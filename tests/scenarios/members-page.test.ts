import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  changeRoleAction,
  leaveAction,
  removeMemberAction,
  transferOwnershipAction,
} from "@/app/(portal)/orgs/[org]/members/actions";
import { membersModel } from "@/app/(portal)/orgs/[org]/members/members-model";
import { requirePortal } from "@/app/portal-session";
import type { MemberRow } from "@/components/screens/members/model";
import { arrivesWith } from "./request-scope";
import { joins } from "./sessions";
import { startScenario, type Customer, type ScenarioWorld } from "./world";

vi.mock("next/headers", () => import("./request-scope"));
vi.mock("next/cache", () => ({ revalidatePath: () => {} }));

let world: ScenarioWorld;
let acme: Customer;
let ada: Customer;
let slug: string;
beforeAll(async () => {
  world = await startScenario();
  [acme, ada] = [await world.signsUp("Acme"), await world.signsUp("Ada")];
  await joins(world, ada, acme, "ADMIN");
  slug = acme.organization.slug;
});
afterAll(() => world?.close());

async function comes(who: Customer): Promise<void> {
  const { origin, host } = new URL(world.weir.world.env.WEIR_URL);
  arrivesWith({ cookie: await world.signsIn(who), origin, host });
}
const page = async () => membersModel(await requirePortal(slug, "members:read"), undefined);
async function row(who: Customer): Promise<MemberRow> {
  const found = (await page()).members.find(({ userId }) => userId === who.userId);
  if (!found) throw new Error(`${who.name} is not on the page`);
  return found;
}
const refusedSaying = (words: RegExp) => ({ kind: "refused", message: expect.stringMatching(words) as string });

describe("the page of members", () => {
  it("shows the seats that are taken, of how many", async () => {
    await comes(acme);
    expect((await page()).seats).toEqual({ used: 2, invited: 0, limit: 3 });
  });

  it("lets an admin touch no owner, and offers no way to", async () => {
    await comes(ada);
    const owner = await row(acme);
    expect(owner).toMatchObject({ mayBecome: [], mayRemove: false });
    expect(await changeRoleAction(slug, owner.id, "member")).toMatchObject(refusedSaying(/owner/i));
    expect(await removeMemberAction(slug, owner.id, true)).toMatchObject(refusedSaying(/owner/i));
    expect((await row(acme)).role).toBe("owner");
  });

  it("keeps the last owner, who neither leaves nor steps down, and says so", async () => {
    await comes(acme);
    const { id } = await row(acme);
    expect(await leaveAction(slug)).toMatchObject(refusedSaying(/owner/i));
    expect(await changeRoleAction(slug, id, "admin")).toMatchObject(refusedSaying(/owner/i));
    expect((await row(acme)).role).toBe("owner");
  });

  it("hands ownership over once its name is typed, and to nobody before", async () => {
    await comes(acme);
    const { owners } = await page();
    const wanted = { memberId: (await row(ada)).id, owners };
    for (const typedName of ["", "acme", "Acme "])
      expect(await transferOwnershipAction(slug, { ...wanted, typedName })).toMatchObject(refusedSaying(/Type Acme/));
    expect(await transferOwnershipAction(slug, undefined as never)).toMatchObject({ kind: "refused" });
    expect((await row(ada)).role).toBe("admin");
    const typedName = acme.organization.name;
    expect(await transferOwnershipAction(slug, { ...wanted, typedName })).toEqual({ kind: "done" });
    expect([(await row(ada)).role, (await row(acme)).role]).toEqual(["owner", "admin"]);
    expect(await leaveAction(slug)).toEqual({ kind: "done" });
    await comes(ada);
    expect((await page()).members.map(({ userId }) => userId)).toEqual([ada.userId]);
  });
});
