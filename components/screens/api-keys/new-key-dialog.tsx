"use client";

import { Lock } from "lucide-react";
import { useState } from "react";
import { formatDate } from "@/components/format";
import { CodeBadge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CopyButton } from "@/components/ui/copy-button";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import type { NewKey } from "./model";

interface NewKeyDialogProps {
  newKey: NewKey | null;
  timeZone: string;
  onDone(): void;
}

/** The only moment at which the key can be read. It cannot be closed before the key was copied and that was confirmed. */
export function NewKeyDialog({ newKey, timeZone, onDone }: NewKeyDialogProps) {
  return (
    <Dialog open={newKey !== null} onOpenChange={(open) => (open ? undefined : onDone())}>
      {newKey ? <ShownOnce newKey={newKey} timeZone={timeZone} onDone={onDone} /> : null}
    </Dialog>
  );
}

function ShownOnce({ newKey, timeZone, onDone }: { newKey: NewKey; timeZone: string; onDone(): void }) {
  const [copied, setCopied] = useState(false);
  const [stored, setStored] = useState(false);
  const free = copied && stored;
  const keep = (event: Event) => {
    if (!free) event.preventDefault();
  };
  return (
    <DialogContent
      title={`Your new key “${newKey.name}”`}
      description="This is the only time it is shown. We keep no copy that could be read again."
      closeLabel={free ? "Close" : "Close; opens up once the key is copied and stored"}
      closeDisabled={!free}
      onEscapeKeyDown={keep}
      onInteractOutside={keep}
      footer={
        <>
          <span className="flex flex-1 items-center gap-2 text-xs text-muted-foreground" aria-live="polite">
            {free ? null : (
              <>
                <Lock aria-hidden className="size-3 shrink-0" />
                {copied ? "Confirm that it is stored" : "Copy the key first"}
              </>
            )}
          </span>
          <Button disabled={!free} onClick={onDone}>
            Done
          </Button>
        </>
      }
    >
      <div className="rounded-md border bg-code px-4 py-3 text-code-foreground">
        <code className="text-sm leading-5 break-all" onCopy={() => setCopied(true)}>
          {newKey.secret}
        </code>
      </div>
      <CopyButton text={newKey.secret} label="Copy key" variant="primary" block onCopied={() => setCopied(true)} />
      <DescriptionList>
        <Description term="Mode">{newKey.mode === "live" ? "Live" : "Test"}</Description>
        <Description term="Scopes">
          <span className="flex flex-wrap justify-end gap-1">
            {newKey.scopes.map((scope) => (
              <CodeBadge key={scope}>{scope}</CodeBadge>
            ))}
          </span>
        </Description>
        <Description term="Expires">{newKey.expiresAt ? formatDate(newKey.expiresAt, timeZone) : "Never"}</Description>
      </DescriptionList>
      <Checkbox
        label="I have stored it where my service can read it."
        checked={stored}
        onCheckedChange={(on) => setStored(on === true)}
      />
    </DialogContent>
  );
}
