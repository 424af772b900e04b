/** The NOTIFY channel on which whoever made work due wakes the dispatcher. Losing a notification costs a second. */
export const WORK_CHANNEL = "counterfoil_work";
