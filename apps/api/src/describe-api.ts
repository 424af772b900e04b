import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform } from "fastify-type-provider-zod";

/** OpenAPI 3.1 at `/openapi.json`, readable at `/docs`. To be registered before the routes it describes. */
export async function describeApi(app: FastifyInstance, options: { publicUrl: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Counterfoil",
        version: "1.0.0",
        description: "What a paired Magento store calls.",
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: options.publicUrl }],
      tags: [{ name: "Magento" }, { name: "Probes" }],
      components: {
        securitySchemes: { storeToken: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(swaggerUi, {
    routePrefix: "/docs",
    staticCSP: true,
    // The docs are read over http on a developer's machine.
    transformStaticCSP: (header) => header.replace(/upgrade-insecure-requests;?/, "").trim(),
  });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
}
