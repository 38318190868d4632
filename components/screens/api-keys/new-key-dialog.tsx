"use client";

import { formatDate } from "@/components/format";
import { CodeBadge } from "@/components/ui/badge";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { Dialog } from "@/components/ui/dialog";
import { ShownOnce } from "@/components/weir/shown-once";
import type { NewKey } from "./model";

interface NewKeyDialogProps {
  newKey: NewKey | null;
  timeZone: string;
  onDone(): void;
}

/** The only moment at which the key can be read. */
export function NewKeyDialog({ newKey, timeZone, onDone }: NewKeyDialogProps) {
  return (
    <Dialog open={newKey !== null} onOpenChange={(open) => (open ? undefined : onDone())}>
      {newKey ? (
        <ShownOnce
          title={`Your new key “${newKey.name}”`}
          description="This is the only time it is shown. We keep no copy that could be read again."
          secret={newKey.secret}
          noun="key"
          confirmation="I have stored it where my service can read it."
          onDone={onDone}
        >
          <DescriptionList>
            <Description term="Mode">{newKey.mode === "live" ? "Live" : "Test"}</Description>
            <Description term="Scopes">
              <span className="flex flex-wrap justify-end gap-1">
                {newKey.scopes.map((scope) => (
                  <CodeBadge key={scope}>{scope}</CodeBadge>
                ))}
              </span>
            </Description>
            <Description term="Expires">
              {newKey.expiresAt ? formatDate(newKey.expiresAt, timeZone) : "Never"}
            </Description>
            {newKey.replaces ? (
              <Description term="The old key works until">{formatDate(newKey.replaces.until, timeZone)}</Description>
            ) : null}
          </DescriptionList>
        </ShownOnce>
      ) : null}
    </Dialog>
  );
}
