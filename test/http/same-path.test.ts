import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commonSpelling } from "../../src/http/same-path.ts";

const piece = fc.constantFrom(..."aB/.;%\\ é", "%2e", "%2F", "%c3%89", "%ff", "%00", "..");

describe("two paths", () => {
  test.each([
    ["/checkout/pay", "/Checkout/PAY"],
    ["/checkout/pay", "/checkout/pay/"],
    ["/checkout/pay", "//checkout///pay"],
    ["/checkout/pay", "/checkout%2Fp%61y"],
    ["/checkout/pay", "/checkout/pay;jsessionid=1"],
    ["/checkout/pay", "/checkout;a/pay;b/"],
    ["/checkout/pay", "/checkout/%2e/pay"],
    ["/checkout/pay", "/checkout/x/%2E%2e/pay"],
    ["/checkout/pay", "/checkout\\pay"],
    ["/checkout/pay", "/checkout/pay.%20"],
    ["/order", "/%6frder;%ff"],
    ["/%ff/order", "/%FF/%4Frder"],
    ["/caf%c3%a9", "/CAF%C3%89"],
    ["/order", "/order%00"],
    ["/order/pay", "/order%00.html/pay"],
    ["/order/pay", "/order;a\\pay"],
    ["/", "//"],
  ])("are one: %s and %s", (one, other) => {
    expect(commonSpelling(other)).toBe(commonSpelling(one));
  });

  test.each([
    ["/order", "/orders"],
    ["/order/1", "/order/2"],
    ["/checkout/pay", "/checkoutpay"],
    ["/order.html", "/order"],
    ["/order.json", "/order"],
    ["/a%2", "/a"],
    ["/a%fe", "/a%ff"],
    ["/%2561", "/a"],
  ])("are two: %s and %s", (one, other) => {
    expect(commonSpelling(other)).not.toBe(commonSpelling(one));
  });

  test("are still one with a slash more at either end, whatever they are made of", () => {
    fc.assert(
      fc.property(fc.string({ unit: piece, maxLength: 12 }), (path) => {
        const spelling = commonSpelling(path);
        expect(spelling).toMatch(/^\//);
        expect(commonSpelling(`/${path}/`)).toBe(spelling);
      }),
    );
  });
});
