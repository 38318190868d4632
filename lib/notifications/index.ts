export { fireAlerts, sweepAlerts, type Firing } from "./fire-alerts";
export { USAGE_ALERT_MAIL, type AlertPreferences, type FiredAlert, type Notice, type UsageAlertMail } from "./model";
export { readAlertPreferences, sendTestAlert, setAlertPreferences, type WantedPreferences } from "./preferences";
export { listAlerts } from "./queries";
