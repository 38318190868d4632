"use client";

import { Dialog } from "@/components/ui/dialog";
import { Confirmation } from "@/components/weir/confirmation";
import type { ActivationActions, InstallationRow } from "./model";

interface RevokeInstallationDialogProps {
  row: InstallationRow | null;
  revoke: ActivationActions["revokeInstallation"];
  onClose(): void;
}

/** Says what stops before it stops. A new code brings it back, so nothing has to be typed. */
export function RevokeInstallationDialog({ row, revoke, onClose }: RevokeInstallationDialogProps) {
  async function act(id: string): Promise<string | null> {
    const answer = await revoke(id);
    if (answer.kind === "refused") return answer.message;
    onClose();
    return null;
  }
  return (
    <Dialog open={row !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {row ? (
        <Confirmation
          key={row.id}
          title={`Revoke ${row.domain}`}
          description="Its requests are refused from the next moment on. To use it again, it has to be activated with a new code."
          keep="Keep installation"
          verb="Revoke installation"
          lost="The answer did not arrive. Revoking again does no harm."
          act={() => act(row.id)}
        />
      ) : null}
    </Dialog>
  );
}
