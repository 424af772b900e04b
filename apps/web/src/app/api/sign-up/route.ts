import { signUp } from "@counterfoil/services/member/sign-up";
import { context } from "../../../context.ts";
import { clientAddress } from "../../../http/client-address.ts";
import { problemOf } from "../../../http/problem.ts";
import { readBody } from "../../../http/read-body.ts";
import { openSession } from "../../../session.ts";

export async function POST(request: Request): Promise<Response> {
  try {
    const body = await readBody(request);
    const person = await signUp(await context(), body, { address: clientAddress(request.headers) });
    await openSession(person);
    return Response.json({ userId: person.userId, tenantId: person.tenantId }, { status: 201 });
  } catch (error) {
    return problemOf(error);
  }
}
