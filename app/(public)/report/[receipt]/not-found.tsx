import { MissingReport } from "@/components/intake/missing-report";
import { ReceiptForm } from "@/components/intake/receipt-form";
import { ClientMessages } from "@/components/shell/client-messages";

export default function ReportNotFound() {
  return (
    <MissingReport>
      <ClientMessages of={["intake"]}>
        <ReceiptForm />
      </ClientMessages>
    </MissingReport>
  );
}
