import { Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";

interface RevokeButtonProps {
  /** What is revoked, for whoever hears the page. */
  label: string;
  pending?: boolean;
  onClick(): void;
}

/** A word where there is room for it, a sign on a phone. */
export function RevokeButton({ label, pending, onClick }: RevokeButtonProps) {
  return (
    <>
      <Button
        variant="ghost"
        size="sm"
        className="max-sm:hidden"
        pending={pending}
        onClick={onClick}
        aria-label={`Revoke ${label}`}
      >
        Revoke
      </Button>
      <Button
        variant="ghost"
        size="icon-sm"
        className="sm:hidden"
        disabled={pending}
        onClick={onClick}
        aria-label={`Revoke ${label}`}
      >
        <Trash2 aria-hidden />
      </Button>
    </>
  );
}
