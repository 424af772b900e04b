import * as vitest from "vitest";
import { describeFirstPath } from "./first-path.ts";

describeFirstPath(vitest, "on PostgreSQL");
