import { expect, test } from "vitest";
import { openSecret, parseKeyRing, sealSecret } from "../src/sealed-secret.ts";

const [first, second] = ["11".repeat(32), "22".repeat(32)];
const place = { tenantId: "tenant-1", rowId: "row-1", column: "sealed" };

test("what was sealed opens in its own place, and is never the same twice", () => {
  const ring = parseKeyRing(`a:${first}`);
  const [one, two] = [sealSecret(ring, place, "päss"), sealSecret(ring, place, "päss")];
  expect(one).not.toBe(two);
  expect(one).not.toContain("päss");
  expect([one, two].map((sealed) => openSecret(ring, place, sealed))).toEqual(["päss", "päss"]);
});

test.each([
  ["another tenant", { ...place, tenantId: "tenant-2" }],
  ["no tenant", { ...place, tenantId: null }],
  ["another row", { ...place, rowId: "row-2" }],
  ["another column", { ...place, column: "other" }],
])("moved to %s it does not open", (_, moved) => {
  const ring = parseKeyRing(`a:${first}`);
  const sealed = sealSecret(ring, place, "secret");
  expect(() => openSecret(ring, moved, sealed)).toThrow();
});

test("altered, cut or foreign text does not open", () => {
  const ring = parseKeyRing(`a:${first}`);
  const sealed = sealSecret(ring, place, "secret");
  for (const bad of [
    `${sealed.slice(0, -2)}AA`,
    sealed.slice(0, 20),
    "",
    sealed.replace("v1", "v2"),
    sealed.replace(".a.", ".z."),
  ])
    expect(() => openSecret(ring, place, bad), bad).toThrow();
});

test("a tag that was cut until it can be guessed does not open", () => {
  const ring = parseKeyRing(`a:${first}`);
  const [version, id, iv, tag = "", body] = sealSecret(ring, place, "secret").split(".");
  for (const length of [0, 4, 8, 12, 15]) {
    const cut = Buffer.from(tag, "base64url").subarray(0, length).toString("base64url");
    expect(() => openSecret(ring, place, [version, id, iv, cut, body].join(".")), `${length}`).toThrow();
  }
});

test("the first key seals, all of them open", () => {
  const old = sealSecret(parseKeyRing(`a:${first}`), place, "secret");
  const rotated = parseKeyRing(`b:${second},a:${first}`);
  expect(openSecret(rotated, place, old)).toBe("secret");
  expect(sealSecret(rotated, place, "secret")).toMatch(/^v1\.b\./);
});

test("a bad key ring is refused without showing a key", () => {
  for (const text of ["", "a", `a:${first}xx`, `a b:${first}`, `a:${first},a:${second}`]) {
    expect(() => parseKeyRing(text), text).toThrow(/ENCRYPTION_KEYS/);
    expect(() => parseKeyRing(text)).not.toThrow(new RegExp(first));
  }
});
