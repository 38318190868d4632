import { removeOverride, setOverride } from "@/lib/billing";
import { listOverrides } from "@/lib/entitlements";
import { idempotently, list, ok, route } from "@/lib/http";
import { required } from "@/lib/kernel/errors";
import { deleteOverride, getOverrides, putOverride } from "./contract";
import { overrideOnWire } from "./on-wire";

export const GET = route(getOverrides, async (call) => {
  const ctx = await call.forOrganization(call.params.organization);
  const overrides = await listOverrides(ctx, required(ctx.organization, "the organization"));
  return list(overrides.map(overrideOnWire), null);
});

export const PUT = route(putOverride, async (call) => {
  const ctx = await call.forOrganization(call.params.organization);
  const organization = required(ctx.organization, "the organization");
  const about = { name: "overrides.set", input: call.body };
  return idempotently(ctx, call.request, about, async () => {
    const id = await setOverride(ctx, organization, call.body);
    const written = (await listOverrides(ctx, organization)).find((one) => one.id === id);
    return overrideOnWire(required(written, "the exception that was written"));
  });
});

export const DELETE = route(deleteOverride, async (call) => {
  const ctx = await call.forOrganization(call.params.organization);
  const { reason, ...subject } = call.query;
  const id = await removeOverride(ctx, required(ctx.organization, "the organization"), subject, reason);
  return ok({ id, removed: true });
});
