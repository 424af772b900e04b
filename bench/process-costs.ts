import { readdirSync, readFileSync } from "node:fs";

/** Of one process on Linux: processor time so far and the most memory it ever held. */
export function processCost(pid: number): { cpuSeconds: number; peakMegabytes: number } {
  const status = read(`/proc/${pid}/status`);
  const peak = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
  return { cpuSeconds: cpuSeconds(pid), peakMegabytes: Number(peak ?? 0) / 1024 };
}

/** Processor time of a PostgreSQL server with all its processes, those that have ended included. `dataDir` is somewhere above its data. */
export function postgresCpuSeconds(dataDir: string): number {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const postmaster = pids.find((pid) => {
    const command = read(`/proc/${pid}/cmdline`);
    return /postgres\0-D\0/.test(command) && command.includes(dataDir);
  });
  if (postmaster === undefined) return 0;
  return pids
    .filter((pid) => pid === postmaster || parentOf(pid) === postmaster)
    .reduce((total, pid) => total + cpuSeconds(Number(pid)), 0);
}

function parentOf(pid: string): string | undefined {
  return /^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1];
}

/** Empty when the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** User and system time, its own and its ended children's, in ticks of 1/100 s. */
function cpuSeconds(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index] ?? 0), 0) / 100;
}
