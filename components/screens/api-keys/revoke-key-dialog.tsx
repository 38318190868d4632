"use client";

import { Dialog } from "@/components/ui/dialog";
import { Confirmation } from "@/components/weir/confirmation";
import type { ApiKeyActions, ApiKeyRow } from "./model";

interface RevokeKeyDialogProps {
  row: ApiKeyRow | null;
  revoke: ApiKeyActions["revoke"];
  onClose(): void;
}

/** Revoking cannot be undone, so the name of the key has to be typed. */
export function RevokeKeyDialog({ row, revoke, onClose }: RevokeKeyDialogProps) {
  async function act(keyId: string): Promise<string | null> {
    const answer = await revoke(keyId);
    if (answer.kind === "refused") return answer.message;
    onClose();
    return null;
  }
  return (
    <Dialog open={row !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {row ? (
        <Confirmation
          key={row.id}
          title={`Revoke “${row.name}”`}
          description="Every request with this key is refused from the next moment on. This cannot be undone; make a new key instead."
          keep="Keep key"
          verb="Revoke key"
          typed={row.name}
          lost="The answer did not arrive. Revoking again does no harm."
          act={() => act(row.id)}
        >
          <KeyHint row={row} />
        </Confirmation>
      ) : null}
    </Dialog>
  );
}

/** What may be shown of a key. */
export const KeyHint = ({ row }: { row: ApiKeyRow }) => (
  <p>
    <code className="break-all text-muted-foreground">
      {row.prefix}…{row.lastFour}
    </code>
  </p>
);
