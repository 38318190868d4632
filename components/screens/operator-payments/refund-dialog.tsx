"use client";

import { Info } from "lucide-react";
import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { formatMoney, type Money } from "../../format";
import { Note } from "../../ui/banner";
import { Button } from "../../ui/button";
import { Dialog, DialogClose, DialogContent } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { amountText, minorUnitsOf } from "../alerts/amount";
import type { PaymentRow, PaymentsActions } from "./model";
import { afterRefund, amountFault } from "./words";

const LONGEST_REASON = 500;

interface RefundDialogProps {
  row: PaymentRow | null;
  refund: PaymentsActions["refund"];
  onClose(): void;
}

/** Asks how much goes back and why, and says what will be left before anything is pressed. */
export function RefundDialog(props: RefundDialogProps) {
  const { row, onClose } = props;
  return (
    <Dialog open={row !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {row?.refundable ? <Form key={row.id} {...props} row={row} refundable={row.refundable} /> : null}
    </Dialog>
  );
}

function Form({ row, refundable, refund, onClose }: RefundDialogProps & { row: PaymentRow; refundable: Money }) {
  const { currency } = refundable;
  const [amount, setAmount] = useState(amountText(refundable));
  const [reason, setReason] = useState("");
  // The same key as long as the same is asked for: pressed again after a lost answer, it gives back once.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [error, setError] = useState<string>();
  const [pending, setPending] = useState(false);
  const wanted = minorUnitsOf(amount, currency);
  const fault = amountFault(wanted, refundable);

  function change(write: () => void) {
    write();
    setKey(crypto.randomUUID());
    setError(undefined);
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (fault !== null || wanted === null) return;
    setPending(true);
    setError(undefined);
    try {
      const answer = await refund({ payment: row.id, amount: wanted.toString(), reason, key });
      if (answer.kind === "refused") setError(answer.message);
      else {
        toast(`${formatMoney(answer.amount)} ${answer.pending ? "is on its way back" : "has gone back"}`);
        onClose();
      }
    } catch {
      setError("The answer did not arrive. Pressing again does no harm: it gives back once.");
    } finally {
      setPending(false);
    }
  }

  const shown = wanted === null ? "" : ` ${formatMoney({ amount: wanted.toString(), currency })}`;
  return (
    <DialogContent
      title="Refund this payment"
      description={`${formatMoney(row.amount)} was paid${row.invoice ? ` for invoice ${row.invoice}` : ""}. The money goes back to the card or account that paid.`}
      footer={
        <>
          <DialogClose asChild>
            <Button>Keep it</Button>
          </DialogClose>
          <Button type="submit" form="refund" variant="destructive" pending={pending} disabled={fault !== null}>
            Refund{shown}
          </Button>
        </>
      }
    >
      <form id="refund" onSubmit={submit} noValidate className="grid gap-4">
        <Field
          label={`Amount in ${currency.toUpperCase()}`}
          hint={`${formatMoney(refundable)} can be given back.`}
          error={fault ?? undefined}
        >
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              autoComplete="off"
              value={amount}
              onChange={(event) => change(() => setAmount(event.target.value))}
            />
          )}
        </Field>
        <Field label="Reason" hint="Kept in the journal. The customer does not see it." error={error}>
          {(control) => (
            <Input
              {...control}
              required
              maxLength={LONGEST_REASON}
              autoComplete="off"
              value={reason}
              onChange={(event) => change(() => setReason(event.target.value))}
            />
          )}
        </Field>
        {fault === null && wanted !== null ? (
          <div aria-live="polite">
            <Note icon={Info}>
              {afterRefund(row, wanted)} Plan and access stay as they are: to end them, cancel the subscription. The
              customer gets a mail.
            </Note>
          </div>
        ) : null}
      </form>
    </DialogContent>
  );
}
