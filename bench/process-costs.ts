import { readdirSync, readFileSync } from "node:fs";

/** Of one process on Linux: processor time so far and the most memory it ever held. */
export function processCost(pid: number): { cpuSeconds: number; peakMegabytes: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const peak = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
  return { cpuSeconds: cpuSeconds(pid), peakMegabytes: Number(peak ?? 0) / 1024 };
}

/** Processor time of every PostgreSQL process of this machine that still runs or that its postmaster has seen end. */
export function postgresCpuSeconds(): number {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .reduce((total, name) => {
      try {
        const isPostgres = readFileSync(`/proc/${name}/comm`, "utf8").startsWith("postgres");
        return total + (isPostgres ? cpuSeconds(Number(name)) : 0);
      } catch {
        return total;
      }
    }, 0);
}

/** User and system time, its own and its ended children's, in ticks of 1/100 s. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index] ?? 0), 0) / 100;
}
