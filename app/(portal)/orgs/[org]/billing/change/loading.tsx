import { ChangePlanScreen } from "@/components/screens/change-plan/change-plan";

export default function LoadingChange() {
  return <ChangePlanScreen model={{ kind: "loading" }} confirm={() => null} />;
}
