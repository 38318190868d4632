"use server";

import { revalidatePath } from "next/cache";
import type { FieldErrors, SaveAnswer, SectionName } from "@/components/screens/settings/model";
import { setBillingAddress, setTaxId } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { AppError, invalid, notFound } from "@/lib/kernel/errors";
import { updateOrganization } from "@/lib/tenancy";
import { requirePortalAction, visitorContext } from "../../../../portal-session";

type Values = Readonly<Record<string, string>>;

/** Saves one section of the settings; owners and admins may. Saving it again changes nothing. */
export async function saveSettingsAction(org: string, section: SectionName, given: Values): Promise<SaveAnswer> {
  try {
    const { ctx, organization } = await requirePortalAction(org, "organization:write");
    const slug = await save(ctx, section, textsOf(given));
    revalidatePath(`/orgs/${organization.slug}`, "layout");
    return { kind: "saved", href: slug !== null && slug !== organization.slug ? `/orgs/${slug}/settings` : null };
  } catch (error) {
    return { kind: "refused", errors: await errorsOf(error) };
  }
}

/** Returns the organization's address where that may have changed. */
async function save(ctx: Ctx, section: unknown, values: Values): Promise<string | null> {
  const text = (name: string): string => values[name] ?? "";
  switch (section) {
    case "organization":
      return (
        await updateOrganization(ctx, {
          name: text("name"),
          slug: text("slug").trim().toLowerCase(),
          timeZone: text("timeZone").trim(),
        })
      ).slug;
    case "contact":
      await updateOrganization(ctx, { billingEmail: text("billingEmail").trim() || null });
      return null;
    case "buying":
      await updateOrganization(ctx, { membersMayBuy: text("membersMayBuy") === "1" });
      return null;
    case "taxId":
      await setTaxId(ctx, text("value").trim() === "" ? null : { type: text("type"), value: text("value") });
      return null;
    case "address":
      await setBillingAddress(ctx, {
        line1: text("line1"),
        line2: text("line2"),
        city: text("city"),
        state: text("state"),
        postalCode: text("postalCode"),
        country: text("country"),
      });
      return null;
    default:
      throw notFound("section");
  }
}

/** Arguments come from outside: types say nothing about them until they are looked at. */
function textsOf(given: unknown): Values {
  if (typeof given !== "object" || given === null) throw invalid([]);
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** What is wrong, by the name of the field: the last part of its pointer. */
async function errorsOf(error: unknown): Promise<FieldErrors> {
  if (error instanceof AppError) {
    const fields = error.fields.map(({ pointer, message }) => [pointer.split("/").at(-1) ?? "form", message] as const);
    return fields.length > 0 ? Object.fromEntries(fields) : { form: error.message };
  }
  const ctx = await visitorContext();
  ctx.log.error({ err: error, requestId: ctx.requestId }, "settings could not be saved");
  return { form: `Something went wrong on our side (${ctx.requestId}). Saving again does no harm.` };
}
