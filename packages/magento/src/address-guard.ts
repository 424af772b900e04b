import dns from "node:dns";
import net from "node:net";

/** Why a connection was not opened: the host is, or resolves to, an address that is not on the public internet. */
export class PrivateAddressError extends Error {
  readonly code = "PRIVATE_ADDRESS";
}

/** True for loopback, private, link-local, shared, reserved and multicast addresses, and IPv6 forms that carry an IPv4 one. */
export function isPrivateAddress(address: string): boolean {
  const family = net.isIP(address);
  if (family === 0) return true;
  if (family === 4) return blocked.check(address, "ipv4");
  const withoutZone = address.split("%")[0] ?? address;
  return !publicUnicast.check(withoutZone, "ipv6") || blocked.check(withoutZone, "ipv6");
}

/**
 * A `lookup` for node's sockets that fails when any resolved address is private. The socket connects to the very address checked
 * here, so a name that resolves differently a moment later (DNS rebinding) gains nothing.
 */
export const publicLookup: net.LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, "");
    const first = addresses[0];
    if (!first || addresses.some(({ address }) => isPrivateAddress(address))) {
      return callback(new PrivateAddressError("the address is not public"), "");
    }
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};

const blocked = new net.BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const) {
  blocked.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const) {
  blocked.addSubnet(network, prefix, "ipv6");
}

/** Everything IPv6 outside 2000::/3 is loopback, unique-local, link-local, mapped, NAT64, multicast or unassigned. */
const publicUnicast = new net.BlockList();
publicUnicast.addSubnet("2000::", 3, "ipv6");
