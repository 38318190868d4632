import { z } from "zod";
import type { ClerkMembership, ClerkOrganization, ClerkUser } from "./model";

const stamp = z.number().int().positive();
const text = z.string().nullish();

/** Only what is used is read; what Clerk adds later is passed over. */
const user = z.object({
  id: z.string().min(1).max(100),
  first_name: text,
  last_name: text,
  username: text,
  primary_email_address_id: text,
  email_addresses: z
    .array(
      z.object({
        id: z.string(),
        email_address: z.string(),
        verification: z.object({ status: text }).nullish(),
      }),
    )
    .default([]),
  updated_at: stamp,
});

const organization = z.object({ id: z.string().min(1).max(100), name: z.string(), updated_at: stamp });

const membership = z.object({
  organization,
  role: z.string().max(100),
  public_user_data: z.object({ user_id: z.string().min(1).max(100) }),
  updated_at: stamp,
});

/** A user from Clerk's form. Throws a ZodError for anything else. */
export function readUser(given: unknown): ClerkUser {
  const read = user.parse(given);
  const primary = read.email_addresses.find(({ id }) => id === read.primary_email_address_id);
  const name = [read.first_name, read.last_name].filter(Boolean).join(" ") || read.username || "";
  return {
    id: read.id,
    email: primary?.verification?.status === "verified" ? primary.email_address : null,
    name,
    updatedAt: read.updated_at,
  };
}

export function readOrganization(given: unknown): ClerkOrganization {
  const { id, name, updated_at } = organization.parse(given);
  return { id, name, updatedAt: updated_at };
}

export function readMembership(given: unknown): ClerkMembership {
  const read = membership.parse(given);
  return {
    organization: readOrganization(read.organization),
    userId: read.public_user_data.user_id,
    role: read.role,
    updatedAt: read.updated_at,
  };
}
