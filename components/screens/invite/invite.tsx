import { CircleAlert, Clock, MailOpen, MailX, UserRoundX, type LucideIcon } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { FieldError } from "@/components/ui/field";
import { PageHead } from "@/components/ui/page";
import { SubmitButton } from "@/components/ui/submit-button";
import type { InviteActions, InviteModel } from "./model";

type Invited = Extract<InviteModel, { invitation: unknown }>["invitation"];

/** What a link invites to, before anything is accepted; and what to do where it leads nowhere. */
export function InviteScreen({ model, actions }: { model: InviteModel; actions: InviteActions }) {
  switch (model.kind) {
    case "signed_out":
      return (
        <Frame icon={MailOpen} title={`Join ${model.invitation.organization}`} lead={leadOf(model.invitation)}>
          <Facts invitation={model.invitation} />
          <div className="grid gap-2 sm:grid-cols-2">
            <Button asChild variant="primary">
              <Link href={model.signUpHref}>Create an account</Link>
            </Button>
            <Button asChild>
              <Link href={model.signInHref}>I have an account</Link>
            </Button>
          </div>
          <p className="text-xs text-muted-foreground">Use the invited address. Nothing happens before you agree.</p>
        </Frame>
      );
    case "ready":
      return (
        <Frame icon={MailOpen} title={`Join ${model.invitation.organization}`} lead={leadOf(model.invitation)}>
          <Facts invitation={model.invitation} />
          {model.error ? <FieldError className="text-sm">{model.error}</FieldError> : null}
          <ActionForm action={actions.accept}>
            <SubmitButton variant="primary" block>
              Join {model.invitation.organization}
            </SubmitButton>
          </ActionForm>
          <p className="text-xs text-muted-foreground">
            You join as {model.as}. It costs you nothing: the organization pays for its plan.
          </p>
        </Frame>
      );
    case "wrong_account":
      return (
        <Frame
          icon={UserRoundX}
          title="This invitation is for another account"
          lead={`It was sent to ${model.invitation.email}, and you are signed in as ${model.as}.`}
        >
          <Facts invitation={model.invitation} />
          <ActionForm action={actions.switchAccount}>
            <SubmitButton variant="primary" block>
              Sign in with the invited address
            </SubmitButton>
          </ActionForm>
          <p className="text-xs text-muted-foreground">
            Or ask {model.invitation.invitedBy} to invite {model.as} instead.
          </p>
        </Frame>
      );
    case "expired":
      return (
        <Frame
          icon={Clock}
          title="This invitation has expired"
          lead={`Ask ${model.invitation.invitedBy} to send it again. The new mail brings a new link.`}
        >
          <Facts invitation={model.invitation} />
        </Frame>
      );
    case "revoked":
      return (
        <Frame
          icon={MailX}
          title="This invitation was withdrawn"
          lead={`Ask ${model.invitation.invitedBy} if you think that it should not have been.`}
        />
      );
    case "used":
      return (
        <Frame
          icon={MailOpen}
          title="This invitation has been used"
          lead={
            model.homeHref
              ? `You belong to ${model.invitation.organization}.`
              : "A link works once. Sign in with the account that used it, or ask for a new one."
          }
        >
          <WayOn href={model.homeHref} label={`Open ${model.invitation.organization}`} />
          <WayOn href={model.signInHref} label="Sign in" />
        </Frame>
      );
    case "unknown":
      return (
        <Frame
          icon={CircleAlert}
          title="This link leads to no invitation"
          lead="Copy the whole link out of the mail. If it was sent more than once, only the newest one works."
        >
          <WayOn href={model.homeHref} label="To your organizations" />
          {model.homeHref === undefined ? (
            <p className="text-xs text-muted-foreground">
              Still not there? Ask whoever invited you to send it again: the new mail brings a new link.
            </p>
          ) : null}
        </Frame>
      );
  }
}

const leadOf = ({ invitedBy, organization }: Invited): string => `${invitedBy} invites you to ${organization}.`;

interface FrameProps {
  icon: LucideIcon;
  title: string;
  lead: string;
  children?: ReactNode;
}

function Frame({ icon: Icon, title, lead, children }: FrameProps) {
  return (
    <Card className="grid gap-4" aria-label={title}>
      <Icon aria-hidden className="size-6 text-muted-foreground" />
      <PageHead title={title} description={lead} />
      {children}
    </Card>
  );
}

function Facts({ invitation }: { invitation: Invited }) {
  return (
    <DescriptionList>
      <Description term="Role">
        {invitation.role}: {invitation.may.toLowerCase()}
      </Description>
      <Description term="Meant for">
        <span className="break-all">{invitation.email}</span>
      </Description>
      <Description term="Works until">{invitation.expires}</Description>
    </DescriptionList>
  );
}

function WayOn({ href, label }: { href: string | undefined; label: string }) {
  if (href === undefined) return null;
  return (
    <Button asChild variant="primary" block>
      <Link href={href}>{label}</Link>
    </Button>
  );
}
