"use client";

import { zoneName } from "@/components/format";
import { FailureCard } from "@/components/ui/failure";
import { PageHead } from "@/components/ui/page";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import type { ProfileActions, ProfileModel, ReadyProfile } from "./model";
import { EventsCard } from "./events-card";
import { PasswordCard } from "./password-card";
import { PersonCard } from "./person-card";
import { SecondStepCard } from "./second-step-card";
import { SessionsCard } from "./sessions-card";
import { ThemeCard } from "./theme-card";

/** What belongs to the person and to no organization. */
export function ProfileScreen({ model, actions }: { model: ProfileModel; actions: ProfileActions }) {
  switch (model.kind) {
    case "ready":
      return <Ready model={model} actions={actions} />;
    case "loading":
      return <ProfileSkeleton />;
    case "failed":
      return (
        <>
          <PageHead title="Profile" />
          <FailureCard
            label="Profile"
            title="Your profile could not be loaded"
            requestId={model.requestId}
            retryHref={model.retryHref}
          >
            Nothing of it was changed.
          </FailureCard>
        </>
      );
  }
}

function Ready({ model, actions }: { model: ReadyProfile; actions: ProfileActions }) {
  const here = model.account.kind === "here";
  return (
    <>
      <PageHead
        title="Profile"
        description={`Yours alone: no organization that you belong to can change it. Times in ${zoneName(model.timeZone)}.`}
      />
      <PersonCard model={model} save={actions.savePerson} />
      <ThemeCard />
      {here ? <PasswordCard email={model.email} save={actions.savePassword} /> : null}
      {here ? <SecondStepCard start={model.secondStep} timeZone={model.timeZone} actions={actions} /> : null}
      {here ? <SessionsCard model={model} actions={actions} /> : null}
      {here && model.events.length > 0 ? <EventsCard events={model.events} timeZone={model.timeZone} /> : null}
    </>
  );
}

function ProfileSkeleton() {
  return (
    <Loading label="Loading your profile">
      <div className="grid gap-6">
        <Skeleton className="h-8 w-32" />
        <Skeleton className="h-64 rounded-lg" />
        <Skeleton className="h-24 rounded-lg" />
        <Skeleton className="h-64 rounded-lg" />
      </div>
    </Loading>
  );
}
