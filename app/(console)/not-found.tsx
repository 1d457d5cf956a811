import { NotFoundState } from "@/components/shell/page-states";

export default function NotFound() {
  return <NotFoundState />;
}
