import dns from "node:dns";
import { expect, test } from "vitest";
import { isPrivateAddress, publicLookup } from "../src/address-guard.ts";

test.each([
  "0.0.0.0",
  "10.0.0.1",
  "100.64.0.1",
  "127.0.0.1",
  "127.255.255.254",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.0.1",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "fc00::1",
  "fd12::1",
  "fe80::1",
  "fe80::1%eth0",
  "ff02::1",
  "64:ff9b::7f00:1",
  "2002:7f00:1::",
  "2001:db8::1",
  "2001::1",
  "not an address",
])("%s is private", (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each(["8.8.8.8", "172.32.0.1", "192.169.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001::1"])(
  "%s is public",
  (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  },
);

test("a name that resolves to a private address is not connected to", async () => {
  const addresses = await dns.promises.lookup("localhost", { all: true });
  expect(addresses.length).toBeGreaterThan(0);
  const error = await new Promise((resolve) => publicLookup("localhost", {}, (failure) => resolve(failure)));
  expect(error).toMatchObject({ code: "PRIVATE_ADDRESS" });
});
