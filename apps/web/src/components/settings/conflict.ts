import type { PolicySetting } from "@counterfoil/core/policy";
import type { PolicyChange } from "@counterfoil/core/policy-words";
import type { SettingsVersion } from "@counterfoil/services/policy/get-settings";

/** What somebody else saved in between, against what this person had opened; `mine` is what they had changed themselves. */
export type Conflict = {
  theirs: SettingsVersion;
  changes: PolicyChange[];
  mine: readonly PolicySetting[];
};
