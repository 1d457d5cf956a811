import { MissingPage } from "@/components/intake/missing-page";

/** Of an address that no part of the site has. */
export default function NotFound() {
  return (
    <main className="grid min-h-dvh">
      <MissingPage />
    </main>
  );
}
