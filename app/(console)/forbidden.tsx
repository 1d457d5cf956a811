import { ForbiddenState } from "@/components/shell/page-states";
import { matrix } from "@/server/access/matrix";

export default function Forbidden() {
  return <ForbiddenState opens={matrix} />;
}
