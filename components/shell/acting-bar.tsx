import { UserRoundCog } from "lucide-react";
import { formatDateTime, zoneName } from "@/components/format";
import { ActionForm, type FormAction } from "@/components/ui/action-form";
import { SubmitButton } from "@/components/ui/submit-button";
import type { ActingModel } from "./model";

/** Says on every page that staff sits here, for whom and until when, and how it ends. Not to be closed. */
export function ActingBar({ acting, timeZone, end }: { acting: ActingModel; timeZone: string; end?: FormAction }) {
  return (
    <aside
      aria-label="Acting for a member"
      className="sticky top-0 z-30 flex flex-wrap items-center gap-x-4 gap-y-2 bg-[#4c2a85] px-4 py-2 text-white sm:px-8"
    >
      <UserRoundCog aria-hidden className="size-4 shrink-0" />
      <p className="min-w-0 flex-1 basis-64 break-words">
        <strong className="font-semibold">{acting.staff}</strong> acts for {acting.member} until{" "}
        <span className="num">{`${formatDateTime(acting.endsAt, timeZone)} ${zoneName(timeZone)}`}</span>.{" "}
        {acting.readOnly ? "Nothing can be changed. " : ""}Everything is written into the audit log.
      </p>
      {end ? (
        <ActionForm action={end}>
          <SubmitButton size="sm">End</SubmitButton>
        </ActionForm>
      ) : null}
    </aside>
  );
}
