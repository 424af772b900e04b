import { isCounterfoilError } from "@counterfoil/core/errors";
import { notFound } from "next/navigation";

/** For pages: what a service says is not there, another tenant's included, is a page that is not there. */
export async function orNotFound<T>(found: Promise<T>): Promise<T> {
  try {
    return await found;
  } catch (error) {
    if (isCounterfoilError(error) && error.code === "not_found") notFound();
    throw error;
  }
}
