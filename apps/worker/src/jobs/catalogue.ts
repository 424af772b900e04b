import type { Lane, StoreLane } from "@counterfoil/db/system/lanes";
import type { DueReference } from "@counterfoil/db/system/references";
import type { ServiceContext } from "@counterfoil/services/context";
import { refreshGrant } from "@counterfoil/services/grant/refresh-grant";
import { drainOrganisation } from "@counterfoil/services/posting/drain-organisation";
import { prepareStore } from "@counterfoil/services/posting/prepare-store";
import { prefetchReference } from "@counterfoil/services/reference/prefetch-reference";
import { pushStates } from "@counterfoil/services/storefront/push-states";
import { sweep } from "@counterfoil/services/sweep/sweep";

/** What each job carries: ids only. Retries belong to the rows, never to the job. */
export type JobData = {
  prepare: StoreLane;
  push: StoreLane;
  drain: Lane;
  refresh: { grantId: string };
  reference: DueReference;
  sweep: Record<string, never>;
};

export type JobName = keyof JobData;

type Job<Name extends JobName> = {
  /** How many at once in one worker process. */
  concurrency: number;
  /** One job per id is waiting or running; one more is kept for afterwards. */
  idOf: (data: JobData[Name]) => string;
  run: (ctx: ServiceContext, data: JobData[Name]) => Promise<unknown>;
};

/** Every kind of job with all that belongs to it. A kind without a handler does not compile. */
export const jobs: { [Name in JobName]: Job<Name> } = {
  prepare: { concurrency: 8, idOf: ({ storeId }) => storeId, run: prepareStore },
  push: { concurrency: 4, idOf: ({ storeId }) => storeId, run: pushStates },
  drain: {
    concurrency: 16,
    idOf: ({ environment, xeroTenantId }) => `${environment}-${xeroTenantId}`,
    run: drainOrganisation,
  },
  refresh: {
    concurrency: 4,
    idOf: ({ grantId }) => grantId,
    run: (ctx, { grantId }) => refreshGrant(ctx, grantId, { ifDue: true }),
  },
  reference: { concurrency: 2, idOf: ({ organisationId }) => organisationId, run: prefetchReference },
  sweep: { concurrency: 1, idOf: () => "sweep", run: sweep },
};

export const jobNames = Object.keys(jobs) as JobName[];
