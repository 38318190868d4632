import { MembersSkeleton } from "@/components/screens/members/members-skeleton";

export default function LoadingMembers() {
  return <MembersSkeleton />;
}
