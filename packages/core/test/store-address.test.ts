import { expect, test } from "vitest";
import { storeAddress } from "../src/store-address.ts";

test.each([
  ["shop.example", "https://shop.example"],
  ["  HTTPS://Shop.Example:443/  ", "https://shop.example"],
  ["http://shop.example:8080//", "http://shop.example:8080"],
  ["https://shop.example/uk/", "https://shop.example/uk"],
  ["shop.example/index.php", "https://shop.example/index.php"],
  ["localhost:8080", "https://localhost:8080"],
  ["http://[::1]:8080", "http://[::1]:8080"],
  ["my_shop.example", "https://my_shop.example"],
  ["https://müller.example", "https://xn--mller-kva.example"],
])("%s is the store %s", (typed, baseUrl) => {
  expect(storeAddress(typed)).toEqual({ ok: true, baseUrl });
});

test.each([
  ["", "address_missing"],
  ["   ", "address_missing"],
  ["shop", "address_invalid"],
  ["my shop.example", "address_invalid"],
  ["https://", "address_invalid"],
  ["https://*.example", "address_invalid"],
  ["https://shop.example;sandbox", "address_invalid"],
  ["ftp://shop.example", "address_invalid"],
  ["https://me:secret@shop.example", "address_with_login"],
  ["https://shop.example/?a=1", "address_with_query"],
  ["https://shop.example/#top", "address_with_query"],
])("%j is refused as %s", (typed, problem) => {
  expect(storeAddress(typed)).toEqual({ ok: false, problem });
});
