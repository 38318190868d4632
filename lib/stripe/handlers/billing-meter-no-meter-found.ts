import { reportMeterErrors } from "./report-meter-errors";
import type { ReportHandler } from "../model";

export const billingMeterNoMeterFound: ReportHandler = {
  type: "v1.billing.meter.no_meter_found",
  why: "Usage was reported under a name that no meter at Stripe has, so all of it is lost to the bill.",
  report: reportMeterErrors,
};
