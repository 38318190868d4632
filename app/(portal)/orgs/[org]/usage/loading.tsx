import { UsageScreen } from "@/components/screens/usage/usage";

export default function LoadingUsage() {
  return <UsageScreen model={{ kind: "loading" }} />;
}
