"use client";

import { TriangleAlert } from "lucide-react";
import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { shownPlural } from "@/lib/kernel/units";
import { formatMoney } from "../../format";
import { Note } from "../../ui/banner";
import { Button } from "../../ui/button";
import { Dialog, DialogClose, DialogContent } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { windowPhrase } from "../usage/forecast";
import { amountText, minorUnitsOf } from "./amount";
import type { AlertsActions, ReadyAlerts, SpendBelow, SpendLimitRow } from "./model";
import { priceWords } from "./words";

interface SpendLimitDialogProps {
  row: SpendLimitRow | null;
  start?: NonNullable<ReadyAlerts["dialog"]>;
  set: AlertsActions["setSpendLimit"];
  onClose(): void;
}

/** Asks for the amount. One below what is spent is not saved before the reader has been told that calls stop at once. */
export function SpendLimitDialog(props: SpendLimitDialogProps) {
  return (
    <Dialog open={props.row !== null} onOpenChange={(open) => (open ? undefined : props.onClose())}>
      {props.row ? <Form key={props.row.meter} {...props} row={props.row} /> : null}
    </Dialog>
  );
}

function Form({ row, start, set, onClose }: SpendLimitDialogProps & { row: SpendLimitRow }) {
  const { currency } = row.price;
  const [amount, setAmount] = useState(start?.amount ?? (row.limit ? amountText(row.limit) : ""));
  const [below, setBelow] = useState<SpendBelow | undefined>(start?.belowSpend);
  const [error, setError] = useState<string>();
  const [pending, setPending] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (minorUnitsOf(amount, currency) === null) {
      setError(`Write an amount of 0 or more, such as ${amountText({ amount: "20000", currency })}.`);
      return;
    }
    setPending(true);
    setError(undefined);
    try {
      const answer = await set({ meter: row.meter, amount, confirmed: below !== undefined });
      if (answer.kind === "below") setBelow(answer.below);
      else if (answer.kind === "refused") setError(answer.message);
      else {
        toast("Spend limit set");
        onClose();
      }
    } catch {
      setError("The answer did not arrive. Setting it again does no harm.");
    } finally {
      setPending(false);
    }
  }

  return (
    <DialogContent
      title={`Spend limit of ${row.name}`}
      description={`What ${shownPlural(row.unit)} beyond the allowance may cost ${windowPhrase(row.window)}. ${capitalised(priceWords(row))}.`}
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" form="spend-limit" variant={below ? "destructive" : "primary"} pending={pending}>
            {below ? "Set it and refuse calls now" : "Set limit"}
          </Button>
        </>
      }
    >
      <form id="spend-limit" onSubmit={submit} noValidate className="grid gap-4">
        <Field
          label={`Amount in ${currency.toUpperCase()}`}
          hint={`${formatMoney(row.spent)} are spent so far. Only whole packages count, so calls may stop a little before the amount.`}
          error={error}
        >
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              autoComplete="off"
              value={amount}
              onChange={(event) => {
                setAmount(event.target.value);
                setBelow(undefined);
              }}
            />
          )}
        </Field>
        {below ? (
          <div role="alert">
            <Note icon={TriangleAlert}>
              {formatMoney(below.limit)} afford no further {row.unit.shown?.unit ?? row.unit.one}:{" "}
              {formatMoney(below.spent)} are spent already. Calls are refused from this moment until the limit is raised
              or the allowance resets.
            </Note>
          </div>
        ) : null}
      </form>
    </DialogContent>
  );
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
