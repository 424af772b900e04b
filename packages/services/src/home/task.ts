import type { Fix } from "@counterfoil/core/reasons";
import type { BindingNotice } from "../binding/binding-notices.ts";
import type { UnclaimedStoreView } from "../binding/list-unclaimed-store-views.ts";

type Pair = { bindingId: string; store: string; organisation: string };

/** What one act of a person releases is one task, however many documents wait for it. */
export type Task =
  /** `isEnded`: somebody disconnected it here. */
  | {
      kind: "reconnect";
      organisationId: string;
      organisation: string;
      bindingId: string;
      documents: number;
      isEnded: boolean;
    }
  | { kind: "pair_again"; storeId: string; store: string; baseUrl: string; documents: number }
  | ({ kind: "not_started"; documents: number } & Pair)
  | ({ kind: "paused"; documents: number } & Pair)
  | { kind: "silent"; storeId: string; store: string }
  | { kind: "unbound_store"; storeId: string; store: string; messages: number; isXeroConnected: boolean }
  | ({ kind: "unclaimed_view" } & UnclaimedStoreView)
  | ({ kind: "setting"; notice: BindingNotice } & Pair)
  | ({ kind: "awaiting_approval"; documents: number } & Pair)
  | ({ kind: "plan_limit"; documents: number } & Pair)
  | ({
      kind: "decide";
      reason: string;
      documents: number;
      /** Where there is only one. */
      documentId: string | null;
      sentence: string;
      fix: Fix | null;
      /** All of the binding's documents with this reason are behind this task. */
      isWhole: boolean;
    } & Pair);
