"use client";

import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Choice } from "./choice";
import type { ReadyTenant, TenantActions } from "./model";

interface ImpersonateDialogProps {
  model: Pick<ReadyTenant, "organization" | "members" | "mayChange">;
  impersonate: TenantActions["impersonate"];
}

/** Asks in whose name and why, and says what can be done there. */
export function ImpersonateDialog({
  model: { organization, members, mayChange },
  impersonate,
}: ImpersonateDialogProps) {
  const [userId, setUserId] = useState(members.find(({ role }) => role === "OWNER")?.userId ?? "");
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const [pending, setPending] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    setError(undefined);
    try {
      const answer = await impersonate(userId, reason);
      if (answer?.kind === "refused") setError(answer.message);
    } catch {
      setError("The answer did not arrive. Look at the page again before you repeat it.");
    } finally {
      setPending(false);
    }
  }

  const what = mayChange
    ? "You may change what the member may, except ownership, keys and codes."
    : "You see what the member sees and can change nothing.";
  return (
    <DialogContent
      title={`Act for a member of ${organization.name}`}
      description={`For half an hour, in the portal. ${what}`}
      footer={
        <>
          <DialogClose asChild>
            <Button>Leave it</Button>
          </DialogClose>
          <Button type="submit" form="impersonate" variant="primary" pending={pending} disabled={userId === ""}>
            Act for this member
          </Button>
        </>
      }
    >
      <form id="impersonate" onSubmit={submit} noValidate className="grid gap-4">
        <Choice
          label="Member"
          value={userId}
          placeholder="Choose a member"
          options={members.map((member) => ({
            value: member.userId,
            label: `${member.email} (${member.role.toLowerCase()})`,
          }))}
          onChange={setUserId}
        />
        <Field
          label="Reason"
          hint="The member gets it by mail, and the organization can read it in its audit log."
          error={error}
        >
          {(control) => (
            <Input
              {...control}
              required
              autoComplete="off"
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </form>
    </DialogContent>
  );
}
