import { conflict, notFound, type AppError } from "@/lib/kernel/errors";

export const paymentNotFound = (): AppError => notFound("payment");
export const invoiceNotFound = (): AppError => notFound("invoice");

/** A checkout that a newer one of the same organization has replaced. */
export const checkoutSuperseded = (): AppError =>
  conflict("Another checkout was started for this organization after this one. Finish that one, or start again.");
