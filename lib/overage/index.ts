export { REPORT_STATES } from "./model";
export type {
  MeteredWindow,
  OverageReport,
  PackageTerms,
  ReportKind,
  ReportState,
  UnbilledOverage,
  WindowPrice,
} from "./model";
export { writeReport, type WantedReport } from "./write-report";
export { confirmReports, failReport, giveUpReport, markSent } from "./follow-report";
export { latePackages, overageOf, packagesOf } from "./rules/owed";
export { reportMoment, stillCounts, type MomentAnswer } from "./rules/report-moment";
export { findReport, listReports, overageStanding, type OverageStanding, type ReportFilter } from "./queries";
export { listUnbilled, settleReport, tellVoidedAnew, type VoidedUse } from "./unbilled";
export { meteredWindowsOf, windowsToLookAt, type WindowChoice } from "./metered-windows";
export { putBack, reportedOf, saveLook, sentBetween, takeDueReports, type DueReport, type SentUnits } from "./store";
