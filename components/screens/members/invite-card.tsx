"use client";

import { CircleCheck, Info, Send } from "lucide-react";
import Link from "next/link";
import { useState, type FormEvent } from "react";
import { formatCount } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Card, CardTitle } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { PaywallModel } from "../paywall/model";
import type { InvitedRole, InvitedRow, MembersActions, ReadyMembers } from "./model";
import { addressesIn, outcomeWords, roleWords } from "./words";

const roles = (["member", "admin", "viewer"] as const).map((value) => ({ value, label: roleWords[value].name }));

interface InviteCardProps {
  mail: ReadyMembers["mail"];
  invite: MembersActions["invite"];
  /** How many addresses stand in the field, and whether they would take seats: the meter beside it follows. */
  onTyped(seats: number): void;
  onPaywall(paywall: PaywallModel): void;
}

/** Addresses, one role, and afterwards what became of each of them. */
export function InviteCard({ mail, invite, onTyped, onPaywall }: InviteCardProps) {
  const [text, setText] = useState("");
  const [role, setRole] = useState<InvitedRole>("member");
  const [error, setError] = useState<string>();
  const [results, setResults] = useState<readonly InvitedRow[]>([]);
  const [pending, setPending] = useState(false);
  const addresses = addressesIn(text);

  function type(nextText: string, nextRole: InvitedRole) {
    setText(nextText);
    setRole(nextRole);
    onTyped(nextRole === "viewer" ? 0 : addressesIn(nextText).length);
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (addresses.length === 0) return setError("Enter at least one address.");
    setPending(true);
    setError(undefined);
    setResults([]);
    try {
      const answer = await invite({ emails: addresses, role });
      if (answer.kind === "invited") {
        setResults(answer.results);
        type("", role);
      } else if (answer.paywall) onPaywall(answer.paywall);
      else setError(answer.message);
    } catch {
      setError("The answer did not arrive. Sending again does no harm: nobody is invited twice.");
    } finally {
      setPending(false);
    }
  }

  return (
    <Card aria-label="Invite people" className="grid content-start gap-4">
      <CardTitle>Invite people</CardTitle>
      <form onSubmit={submit} noValidate className="grid gap-4">
        <Field
          label="E-mail addresses"
          hint="Separate with commas or new lines. An invitation works once, for that address, for 7 days."
          error={error}
        >
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              value={text}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => type(event.target.value, role)}
            />
          )}
        </Field>
        <div className="flex flex-wrap items-end justify-between gap-3">
          <Field label="Role" className="w-40 max-sm:w-full">
            {(control) => (
              <Select
                {...control}
                options={roles}
                value={role}
                onValueChange={(value) => type(text, value as InvitedRole)}
              />
            )}
          </Field>
          <Button type="submit" variant="primary" pending={pending} className="max-sm:w-full">
            <Send aria-hidden />
            {addresses.length > 1 ? `Send ${addresses.length} invitations` : "Send invitation"}
          </Button>
        </div>
        <p className="text-xs text-muted-foreground">
          {roleWords[role].name}: {roleWords[role].may.toLowerCase()}. <MailWords mail={mail} />
        </p>
      </form>
      <div aria-live="polite">{results.length > 0 ? <Results results={results} /> : null}</div>
    </Card>
  );
}

function MailWords({ mail }: Pick<ReadyMembers, "mail">) {
  if (mail === "smtp") return null;
  if (mail === "off") return <>No mail server is configured: you pass the links on yourself.</>;
  return (
    <>
      No mail server is configured: mail lands in{" "}
      <Link href="/dev/mailbox" className="link">
        the mailbox
      </Link>
      .
    </>
  );
}

function Results({ results }: { results: readonly InvitedRow[] }) {
  const sent = results.filter(({ outcome }) => outcome === "invited").length;
  return (
    <section aria-label="What became of them" className="grid gap-2 border-t pt-4">
      <p className="font-medium">
        {sent === 0
          ? "Nobody new was invited."
          : `${formatCount(sent, "invitation is", "invitations are")} on the way.`}
      </p>
      <ul className="grid gap-2">
        {results.map((row, i) => (
          <li key={`${i} ${row.email}`} className="flex flex-wrap items-center gap-x-2 gap-y-1">
            {row.outcome === "invited" ? (
              <CircleCheck aria-hidden className="size-4 shrink-0 text-success-text" />
            ) : (
              <Info aria-hidden className="size-4 shrink-0 text-muted-foreground" />
            )}
            <span className="min-w-0 break-all">{row.email}</span>
            <span className="text-muted-foreground">{outcomeWords(row)}</span>
            {row.link ? <CopyButton text={row.link} label="Copy link" size="sm" className="ml-auto" /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
