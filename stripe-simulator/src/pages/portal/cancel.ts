import { lastPeriodEnd } from "../../billing/cancellation";
import type { Subscription } from "../../world/objects";
import { textOf } from "../fields";
import { dateText, html, type Page } from "../html";
import { plannedSchedule, planName } from "./plans";
import { afterwards, innerPage, type Visit } from "./visit";

const REASONS: Record<string, string> = {
  customer_service: "Customer service was less than expected",
  low_quality: "Quality was less than expected",
  missing_features: "Some features are missing",
  other: "Other reason",
  switched_service: "I'm switching to a different product",
  too_complex: "Ease of use was less than expected",
  too_expensive: "It's too expensive",
  unused: "I don't use it enough",
};

/** GET asks for the reason, POST cancels as the portal's configuration says. */
export function cancelPage(visit: Visit, subscription: Subscription): Page {
  const { mode } = visit.abilities.features.subscription_cancel;
  if (visit.posted) return mode === "immediately" ? cancelNow(visit, subscription) : cancelLater(visit, subscription);
  const { enabled, options } = visit.abilities.features.subscription_cancel.cancellation_reason;
  const end = dateText(lastPeriodEnd(subscription));
  const when =
    mode === "immediately"
      ? "It ends as soon as you confirm."
      : `It stays available until ${end}. You will not be charged again.`;
  return innerPage(
    visit,
    "Cancel your plan",
    html`<section class="card">
      <p><strong>${planName(visit.world, subscription)}</strong></p>
      <p>${when}</p>
      <form method="post" action="${visit.home}/subscriptions/${subscription.id}/cancel">
        ${
          enabled
            ? html`<fieldset>
                  <legend>Why do you cancel? (optional)</legend>
                  ${options.map(
                    (option) =>
                      html`<label class="choice"
                        ><input type="radio" name="feedback" value="${option}" /><span
                          >${REASONS[option] ?? option}</span
                        ></label
                      >`,
                  )}
                </fieldset>
                <label for="comment">Anything else? (optional)</label
                ><textarea id="comment" name="comment" rows="3" maxlength="500"></textarea>`
            : ""
        }
        <button class="grave">${mode === "immediately" ? "Cancel plan now" : `Cancel plan on ${end}`}</button>
      </form>
    </section>`,
  );
}

/** What the person said about leaving, as the API takes it. */
function wordsOf(visit: Visit) {
  const { options } = visit.abilities.features.subscription_cancel.cancellation_reason;
  const feedback = textOf(visit.form, "feedback");
  const comment = textOf(visit.form, "comment");
  return {
    ...(options.includes(feedback) && { feedback }),
    ...(comment !== "" && { comment }),
  };
}

function cancelNow(visit: Visit, subscription: Subscription): Page {
  const prorate = visit.abilities.features.subscription_cancel.proration_behavior === "create_prorations";
  visit.api.delete(`/v1/subscriptions/${subscription.id}`, {
    cancellation_details: wordsOf(visit),
    ...(prorate && { prorate }),
  });
  return afterwards(visit, "canceled");
}

/** A planned change would go on after the end, so it is given up first. */
function cancelLater(visit: Visit, subscription: Subscription): Page {
  release(visit, subscription);
  visit.api.post(`/v1/subscriptions/${subscription.id}`, {
    cancel_at_period_end: true,
    cancellation_details: wordsOf(visit),
  });
  return afterwards(visit, "canceling");
}

/** Takes a cancellation back. */
export function renew(visit: Visit, subscription: Subscription): Page {
  visit.api.post(
    `/v1/subscriptions/${subscription.id}`,
    subscription.cancel_at_period_end ? { cancel_at_period_end: false } : { cancel_at: "" },
  );
  return afterwards(visit, "renewed");
}

/** Gives a planned change up. */
export function keepPlan(visit: Visit, subscription: Subscription): Page {
  release(visit, subscription);
  return afterwards(visit, "unplanned");
}

function release(visit: Visit, subscription: Subscription): void {
  const schedule = plannedSchedule(visit.world, subscription);
  if (schedule) visit.api.post(`/v1/subscription_schedules/${schedule.id}/release`);
}
