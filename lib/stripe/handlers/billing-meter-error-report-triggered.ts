import { reportMeterErrors } from "./report-meter-errors";
import type { ReportHandler } from "../model";

export const billingMeterErrorReportTriggered: ReportHandler = {
  type: "v1.billing.meter.error_report_triggered",
  why: "Stripe accepts usage at once and finds out later that it cannot be counted; only this tells of it.",
  report: reportMeterErrors,
};
