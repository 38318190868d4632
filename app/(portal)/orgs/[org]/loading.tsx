import { HomeScreen } from "@/components/screens/home/home";

export default function Loading() {
  return <HomeScreen model={{ kind: "loading" }} />;
}
