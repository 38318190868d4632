import type { ActingModel, BannerModel } from "@/components/shell/model";
import { stateOf, type ScreenEntry } from "../entry";
import { PortalFrame } from "../frames";
import { HomeScreen } from "./home";
import type { HomeModel } from "./model";
import { states } from "./states";

const price = { amount: "4900", currency: "usd" };

/** The banner that the portal would show above each state. */
const banners: Readonly<Record<string, BannerModel>> = {
  trial_ending: {
    kind: "trial_ending",
    endsAt: "2026-11-22T00:00:00Z",
    daysLeft: 2,
    plan: "Starter",
    price,
    hasCard: false,
    href: "/orgs/acme/billing",
  },
  critical: {
    kind: "nearly_there",
    meter: "API calls",
    percent: 94,
    runsOutAt: "2026-11-21T18:00:00Z",
    href: "/orgs/acme/usage",
  },
  limit_hard: {
    kind: "limit_reached",
    meter: "API calls",
    resetsAt: "2026-11-23T00:00:00Z",
    href: "/pricing?family=api",
  },
  past_due: {
    kind: "past_due",
    due: price,
    attempt: 2,
    attempts: 4,
    nextTryAt: "2026-11-22T05:00:00Z",
    href: "/orgs/acme/billing",
  },
  suspended: { kind: "suspended", supportHref: "mailto:support@weir.example" },
  cancel_scheduled: {
    kind: "cancellation_scheduled",
    endsAt: "2026-12-03T00:00:00Z",
    plan: "Growth",
    href: "/orgs/acme/billing",
  },
};

/** What the portal says above everything while staff acts for a member. */
const acting: ActingModel = {
  staff: "sam@weir.example",
  member: "rosa@acme.example",
  readOnly: true,
  endsAt: "2026-11-21T14:32:00Z",
};

export const entry: ScreenEntry = {
  title: "Home",
  states: Object.keys(states),
  render: (state) => (
    <PortalFrame banner={banners[state]} acting={state === "impersonated" ? acting : undefined}>
      <HomeScreen model={stateOf<HomeModel>(states, state)} />
    </PortalFrame>
  ),
};
