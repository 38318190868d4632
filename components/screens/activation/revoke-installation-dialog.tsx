"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { FieldError } from "@/components/ui/field";
import type { ActivationActions, InstallationRow } from "./model";

interface RevokeInstallationDialogProps {
  row: InstallationRow | null;
  revoke: ActivationActions["revokeInstallation"];
  onClose(): void;
}

/** Says what stops before it stops. A new code brings it back, so nothing has to be typed. */
export function RevokeInstallationDialog({ row, revoke, onClose }: RevokeInstallationDialogProps) {
  return (
    <Dialog open={row !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {row ? <Question key={row.id} row={row} revoke={revoke} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Question({ row, revoke, onClose }: RevokeInstallationDialogProps & { row: InstallationRow }) {
  const [error, setError] = useState<string>();
  const [pending, setPending] = useState(false);

  async function end() {
    setPending(true);
    try {
      const answer = await revoke(row.id);
      if (answer.kind === "revoked") onClose();
      else setError(answer.message);
    } catch {
      setError("The answer did not arrive. Revoking again does no harm.");
    } finally {
      setPending(false);
    }
  }

  return (
    <DialogContent
      title={`Revoke ${row.domain}`}
      description="Its requests are refused from the next moment on. To use it again, it has to be activated with a new code."
      footer={
        <>
          <DialogClose asChild>
            <Button>Keep installation</Button>
          </DialogClose>
          <Button variant="destructive" pending={pending} onClick={end}>
            Revoke installation
          </Button>
        </>
      }
    >
      {error ? <FieldError className="text-sm">{error}</FieldError> : null}
    </DialogContent>
  );
}
