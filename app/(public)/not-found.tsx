import { MissingPage } from "@/components/intake/missing-page";

export default function NotFound() {
  return <MissingPage />;
}
