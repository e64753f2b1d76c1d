import { Loading } from "@/ui/loading";

/** Waits for its content. */
export default function Page() {
  return <Loading />;
}
