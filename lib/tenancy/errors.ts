import { AppError, conflict, invalid } from "@/lib/kernel/errors";
import { fieldError } from "./rules/form";

/** The form knows who asks for the address: it must not say more than that it cannot be had. */
export const emailTaken = (): AppError =>
  new AppError("CONFLICT", "An account with this e-mail address cannot be created. If it is yours, sign in instead.", {
    fields: [
      fieldError(
        "/email",
        "taken",
        "This e-mail address cannot be used for a new account.",
        "Sign in, or use another address.",
      ),
    ],
  });

export const externalKeyTaken = (externalKey: string): AppError =>
  new AppError(
    "CONFLICT",
    `The externalKey "${externalKey}" already belongs to an organization. Fetch that one, or use another key.`,
    {
      details: { externalKey },
      fields: [
        fieldError(
          "/externalKey",
          "taken",
          `"${externalKey}" is in use.`,
          "Use the existing organization or another key.",
        ),
      ],
    },
  );

export const slugTaken = (slug: string): AppError =>
  invalid([fieldError("/slug", "taken", `The address "${slug}" is in use.`, "Choose another one.")]);

export const lastOwner = (): AppError =>
  conflict("An organization keeps at least one owner. Make somebody else an owner first, then try again.");
