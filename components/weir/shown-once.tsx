"use client";

import { Lock } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CopyButton } from "@/components/ui/copy-button";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { Dialog, DialogContent } from "@/components/ui/dialog";

interface ShownOnceProps {
  title: ReactNode;
  /** Where it has to go; that it is shown this once stands before it. */
  description: ReactNode;
  secret: string;
  /** What the secret is called, in the middle of a sentence: "key". */
  noun: string;
  /** What has to be confirmed before this closes. */
  confirmation: string;
  onDone(): void;
  /** What is told about it, under the button: a term and what it is, line by line. */
  facts: readonly (readonly [term: string, value: ReactNode])[];
}

/** The dialog of the only moment at which a secret can be read; null while there is none. */
export function ShownOnceDialog({ shown, onDone }: { shown: Omit<ShownOnceProps, "onDone"> | null; onDone(): void }) {
  return (
    <Dialog open={shown !== null} onOpenChange={(open) => (open ? undefined : onDone())}>
      {shown ? <ShownOnce {...shown} onDone={onDone} /> : null}
    </Dialog>
  );
}

/** It cannot be closed before the secret was copied and that was confirmed. */
function ShownOnce({ title, description, secret, noun, confirmation, onDone, facts }: ShownOnceProps) {
  const [copied, setCopied] = useState(false);
  const [stored, setStored] = useState(false);
  const free = copied && stored;
  const keep = (event: Event) => {
    if (!free) event.preventDefault();
  };
  return (
    <DialogContent
      title={title}
      description={<>This is the only time it is shown. {description}</>}
      closeLabel={free ? "Close" : `Close; opens up once the ${noun} is copied and confirmed`}
      closeDisabled={!free}
      onEscapeKeyDown={keep}
      onInteractOutside={keep}
      footer={
        <>
          <span className="flex flex-1 items-center gap-2 text-xs text-muted-foreground" aria-live="polite">
            {free ? null : (
              <>
                <Lock aria-hidden className="size-3 shrink-0" />
                {copied ? "Confirm that it is stored" : `Copy the ${noun} first`}
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
          {secret}
        </code>
      </div>
      <CopyButton text={secret} label={`Copy ${noun}`} variant="primary" block onCopied={() => setCopied(true)} />
      <DescriptionList>
        {facts.map(([term, value]) => (
          <Description key={term} term={term}>
            {value}
          </Description>
        ))}
      </DescriptionList>
      <Checkbox label={confirmation} checked={stored} onCheckedChange={(on) => setStored(on === true)} />
    </DialogContent>
  );
}
