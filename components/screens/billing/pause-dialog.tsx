import { Pause } from "lucide-react";
import { ActionForm, type FormAction } from "../../ui/action-form";
import { Button } from "../../ui/button";
import { Dialog, DialogClose, DialogContent, DialogTrigger } from "../../ui/dialog";
import { SubmitButton } from "../../ui/submit-button";

interface PauseDialogProps {
  planName: string;
  action: FormAction;
}

/** A pause stops calls at once, so it is asked for once more. */
export function PauseDialog({ planName, action }: PauseDialogProps) {
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button>
          <Pause aria-hidden />
          Pause
        </Button>
      </DialogTrigger>
      <DialogContent
        title={`Pause ${planName} now?`}
        description="Usage is refused from now on, and nothing is charged until you resume."
        footer={
          <>
            <DialogClose asChild>
              <Button>Go on with {planName}</Button>
            </DialogClose>
            <ActionForm action={action}>
              <SubmitButton variant="destructive">Pause {planName} now</SubmitButton>
            </ActionForm>
          </>
        }
      >
        <p>
          What is paid for goes on when you resume before its end. A period that passes meanwhile is not charged; then
          resuming begins a new one, charged that day.
        </p>
      </DialogContent>
    </Dialog>
  );
}
