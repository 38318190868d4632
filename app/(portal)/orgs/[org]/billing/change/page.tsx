import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ChangePlanScreen } from "@/components/screens/change-plan/change-plan";
import { RefreshEvery } from "@/components/screens/usage/refresh-every";
import { ActionForm } from "@/components/ui/action-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { requirePortal } from "../../../../../portal-session";
import { changePlanAction, keepPresentPlanAction } from "./actions";
import { changePage, type ChangeQuery } from "./change-model";

export const metadata: Metadata = { title: "Change plan" };

/** Whoever pays in another tab sees here that it has gone through. */
const LOOK_AGAIN_SECONDS = 5;

interface PageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<ChangeQuery>;
}

/** The plan now and the plan to come, and the exact sum before anything is pressed. */
export default async function ChangePlanPage({ params, searchParams }: PageProps) {
  const session = await requirePortal((await params).org, "billing:buy");
  const page = await changePage(session, await searchParams);
  if (page.kind === "leads") redirect(page.href);
  const { model, fields } = page;
  const { slug } = session.organization;
  return (
    <>
      {model.kind === "waiting" ? <RefreshEvery seconds={LOOK_AGAIN_SECONDS} /> : null}
      <ChangePlanScreen
        model={model}
        confirm={(words) => (
          <ActionForm action={changePlanAction.bind(null, slug)} fields={fields}>
            <SubmitButton variant="primary">{words}</SubmitButton>
          </ActionForm>
        )}
        undo={
          model.kind === "scheduled" ? (
            <ActionForm action={keepPresentPlanAction.bind(null, slug)}>
              <SubmitButton>Keep {model.currentName}</SubmitButton>
            </ActionForm>
          ) : undefined
        }
      />
    </>
  );
}
