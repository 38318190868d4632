import type { InvoiceStatus } from "../invoice-port";

/** How far an invoice has come. What is void or paid stays so; uncollectible may still be paid or voided. */
const PROGRESS: Readonly<Record<InvoiceStatus, number>> = { draft: 0, open: 1, uncollectible: 2, void: 3, paid: 3 };

/** Whether a reading may be written over what is known: an older reading, applied late, must not take an invoice back. */
export const mayFollow = (known: InvoiceStatus, read: InvoiceStatus): boolean =>
  known === read || PROGRESS[read] > PROGRESS[known];
