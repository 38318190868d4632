import type { PaymentRow, PaymentsModel, ReadyPayments } from "./model";

const usd = (amount: number) => ({ amount: String(amount), currency: "usd" });

const paid: PaymentRow = {
  id: "pay_0193487c2e1a7b40a1b2c3d4e5f60718",
  at: "2026-11-20T09:00:00.000Z",
  state: "succeeded",
  invoice: "ACME-0007",
  amount: usd(39_900),
  refunded: null,
  refundable: usd(39_900),
  refunds: [],
  disputes: [],
};

const rows: readonly PaymentRow[] = [
  paid,
  {
    ...paid,
    id: "pay_0193487c2e1a7b40a1b2c3d4e5f60719",
    at: "2026-10-20T09:00:00.000Z",
    invoice: "ACME-0006",
    state: "partly_refunded",
    refunded: usd(12_450),
    refundable: usd(27_450),
    refunds: [
      {
        id: "rfd_1",
        amount: usd(9_900),
        status: "succeeded",
        reason: "charged for a seat too many",
        at: "2026-10-22T10:00:00.000Z",
        failure: null,
      },
      {
        id: "rfd_2",
        amount: usd(2_550),
        status: "pending",
        reason: "goodwill after the outage",
        at: "2026-11-20T11:30:00.000Z",
        failure: null,
      },
      {
        id: "rfd_3",
        amount: usd(39_900),
        status: "failed",
        reason: "wrong amount",
        at: "2026-10-21T10:00:00.000Z",
        failure: "expired_or_canceled_card",
      },
    ],
  },
  {
    ...paid,
    id: "pay_0193487c2e1a7b40a1b2c3d4e5f60720",
    at: "2026-09-20T09:00:00.000Z",
    invoice: "ACME-0005",
    state: "disputed",
    refundable: null,
    disputes: [
      {
        id: "dsp_1",
        amount: usd(39_900),
        status: "needs_response",
        inquiry: false,
        reason: "product not received",
        openedAt: "2026-11-18T08:00:00.000Z",
        answerBy: "2026-11-28T08:00:00.000Z",
      },
    ],
  },
  {
    ...paid,
    id: "pay_0193487c2e1a7b40a1b2c3d4e5f60721",
    at: "2026-08-20T09:00:00.000Z",
    invoice: "ACME-0004",
    state: "refunded",
    refunded: usd(39_900),
    refundable: null,
  },
  {
    ...paid,
    id: "pay_0193487c2e1a7b40a1b2c3d4e5f60722",
    at: "2026-08-19T09:00:00.000Z",
    invoice: null,
    state: "failed",
    refundable: null,
  },
];

const ready: ReadyPayments = {
  kind: "ready",
  organization: { id: "og_0193487c2e1a7b40a1b2c3d4e5f60718", name: "Acme" },
  rows,
  mayRefund: true,
  nextHref: "?cursor=next",
  firstHref: null,
};

export const states = {
  ready,
  refunding: { ...ready, open: rows[1]?.id ?? "" },
  support: { ...ready, mayRefund: false },
  empty: { ...ready, rows: [], nextHref: null },
  failed: { kind: "failed", requestId: "req_0193487c2e1a7b40", retryHref: "/admin/organizations" },
} satisfies Record<string, PaymentsModel>;
