import { describe, expect, test } from "vitest";
import { deceptiveBehind } from "../../src/http/deceptive-headers.ts";

const isDeceptive = deceptiveBehind({ clientAddressHeader: null });
const isDeceptiveBehindCloudflare = deceptiveBehind({ clientAddressHeader: "cf-connecting-ip" });

/** As each of the servers writes them that would believe it. */
const believed = {
  "our own words": ["Stanchion-Assertion", "Stanchion-Anything", "X-Gateway-Hop"],
  "the address of the visitor": [
    ...[
      "Forwarded",
      "Forwarded-For",
      "X-Forwarded",
      "X-Forwarded-For",
      "X-Forwarded-By",
      "X-Forward-For",
    ],
    ...[
      "X-Real-IP",
      "X-Client-IP",
      "Client-IP",
      "True-Client-IP",
      "X-Cluster-Client-IP",
      "Cluster-Client-IP",
    ],
    ...[
      "CF-Connecting-IP",
      "CF-Connecting-IPv6",
      "CF-Pseudo-IPv4",
      "Fastly-Client-IP",
      "Fly-Client-IP",
    ],
    ...[
      "X-Remote-Addr",
      "X-Remote-IP",
      "Remote-Addr",
      "X-ProxyUser-Ip",
      "X-Originating-IP",
      "Proxy-Client-IP",
    ],
    ...[
      "WL-Proxy-Client-IP",
      "DO-Connecting-IP",
      "X-Azure-ClientIP",
      "X-Azure-SocketIP",
      "X-IP-Address",
    ],
    ...[
      "X-Appengine-User-IP",
      "X-NF-Client-Connection-IP",
      "X-Vercel-Forwarded-For",
      "X-Vercel-Proxied-For",
    ],
    ...["X-Vercel-IP-Country", "X-Sucuri-ClientIP", "Incap-Client-IP", "X-Envoy-External-Address"],
    ...["CloudFront-Viewer-Address", "X-Custom-IP-Address", "X-RealIP", "X-IPAddress", "IP"],
  ],
  "the country, and so the price and the tax": [
    ...[
      "CF-IPCountry",
      "CF-IPCity",
      "CF-Region-Code",
      "CF-Timezone",
      "X-Country",
      "X-Country-Code",
    ],
    ...["CloudFront-Viewer-Country", "CloudFront-Viewer-Country-Region", "CloudFront-Viewer-TLS"],
    ...["X-AppEngine-Country", "X-Geo-Country", "X-Geo", "GeoIP-Country-Code", "X-GeoIP-Country"],
    ...["X-GeoIP2-Country", "Fastly-Geo-Country", "X-NF-Geo", "X-Akamai-Edgescape"],
    ...["X-Client-Geo-Location", "X-Client-Region", "X-Client-Country"],
  ],
  "what was asked, and over what": [
    ...[
      "X-Forwarded-Host",
      "X-Forwarded-Proto",
      "X-Forwarded-Port",
      "X-Forwarded-Prefix",
      "X-Forwarded-Uri",
    ],
    ...[
      "X-Forwarded-Ssl",
      "X-Original-URL",
      "X-Original-URI",
      "X-Original-Host",
      "X-Original-Method",
    ],
    ...[
      "X-Rewrite-URL",
      "Base-Url",
      "X-Base-URL",
      "Request-Uri",
      "X-Request-URI",
      "Request-Method",
    ],
    ...[
      "Script-Name",
      "X-Script-Name",
      "Path-Info",
      "X-Path-Info",
      "X-Host",
      "X-HTTP-Host-Override",
    ],
    ...[
      "X-Override-URL",
      "X-Host-Override",
      "X-HTTP-Method",
      "X-HTTP-Method-Override",
      "X-Method-Override",
    ],
    ...[
      "X-HTTP-Path-Override",
      "X-HTTP-DestinationURL",
      "Method-Override",
      "X-Scheme",
      "X-URL-Scheme",
    ],
    ...["X-Proto", "X-Protocol", "Https", "X-HTTPS", "Front-End-Https", "CF-Visitor", "Fastly-SSL"],
    ...["CloudFront-Forwarded-Proto", "X-ARR-SSL", "X-SSL", "Proxy", "X-Proxy-Url"],
    ...["X-Appservice-Proto", "Disguised-Host", "Was-Default-Hostname", "X-WAWS-Unencoded-URL"],
    ...["X-Server-Name", "X-Server-Port", "Server-Name", "X-Port", "X-Ingress-Path"],
  ],
  "who the visitor is": [
    ...["Remote-User", "X-Remote-User", "Remote-Groups", "Remote-Email", "X-Forwarded-User"],
    ...[
      "X-Forwarded-Email",
      "X-Forwarded-Groups",
      "X-Forwarded-Preferred-Username",
      "X-Auth-Request-User",
    ],
    ...[
      "X-Auth-Request-Email",
      "X-Auth-User",
      "X-Auth-Groups",
      "X-Authenticated-User",
      "X-Authenticated-Userid",
    ],
    ...[
      "X-Authentik-Username",
      "X-WEBAUTH-USER",
      "X-Consumer-Username",
      "X-Goog-Authenticated-User-Email",
    ],
    ...["Cf-Access-Authenticated-User-Email", "X-MS-Client-Principal-Name", "X-Amzn-Oidc-Identity"],
    ...[
      "Tailscale-User-Login",
      "X-Pomerium-Claim-Email",
      "X-Vouch-User",
      "X-Userinfo",
      "OIDC_CLAIM_email",
    ],
    ...["Shib-Session-ID", "Ssl-Client-Verify", "Ssl-Client-Cert", "X-SSL-Client-CN", "X-SSL-CERT"],
    ...[
      "X-Client-Cert",
      "Client-Cert",
      "Client-Cert-Chain",
      "X-Client-Verify",
      "X-Client-DN",
      "X-Client-S-DN",
    ],
    ...[
      "X-ARR-ClientCert",
      "X-Amzn-Mtls-Clientcert-Subject",
      "X-Forwarded-Client-Cert",
      "X-TLS-Client-Cert",
    ],
    ...["SM-USER", "SM_USERDN", "SM_UNIVERSALID", "SMUSER", "IV-User", "IV-Groups", "IV-Creds"],
    ...["IV-Remote-Address", "OAM_REMOTE_USER", "OAM_IDENTITY_DOMAIN", "CT_REMOTE_USER"],
    ...["Osso-User-Dn", "PF-Auth-Subject", "X-Credential-Identifier", "X-Credential-Username"],
    ...["X-Anonymous-Consumer", "X-Endpoint-API-UserInfo", "X-Apigateway-Api-Userinfo"],
    ...["X-Auth-Email", "X-Auth-Name", "X-Auth-Subject", "X-Client-Subject", "X-Client-Subject-DN"],
    ...["X-ID-Token", "X-JWT-Payload", "OIDC_access_token", "OIDC-Email", "X-OIDC-User"],
    ...["X-Amzn-Request-Context", "X-MS-Token-AAD-Id-Token", "MS-ASPNETCORE-WINAUTHTOKEN"],
  ],
  "a server's or a framework's own words": [
    ...[
      "X-Accel-Mapping",
      "X-Accel-Redirect",
      "X-Accel-Buffering",
      "X-Sendfile-Type",
      "X-Sendfile",
    ],
    ...[
      "X-Middleware-Subrequest",
      "X-Middleware-Rewrite",
      "X-Middleware-Next",
      "X-Middleware-Set-Cookie",
    ],
    ...[
      "X-Invoke-Path",
      "X-Invoke-Status",
      "X-Now-Route-Matches",
      "X-Matched-Path",
      "X-Envoy-Original-Path",
    ],
    ...[
      "X-Astro-Path",
      "X-Astro-Locals",
      "X-React-Router-SPA-Mode",
      "X-React-Router-Prerender-Data",
      "Expect",
    ],
    ...["X-AppEngine-Cron", "X-AppEngine-QueueName", "X-AppEngine-Inbound-Appid"],
    ...["Surrogate-Capability", "X-Nuxt-No-SSR", "X-Nuxt-Error", "X-Nitro-Prerender"],
  ],
};

const harmless = [
  ...["Accept", "Accept-Language", "Access-Control-Request-Headers", "Authorization"],
  ...[
    "Access-Control-Request-Method",
    "Cache-Control",
    "Connection",
    "Content-Disposition",
    "Content-Encoding",
  ],
  ...[
    "Content-Length",
    "Content-Type",
    "Cookie",
    "Date",
    "Device-Memory",
    "DNT",
    "Downlink",
    "Early-Data",
  ],
  ...["From", "Host", "If-Match", "If-None-Match", "If-Modified-Since", "If-Range"],
  ...[
    "Last-Event-ID",
    "Origin",
    "Pragma",
    "Prefer",
    "Priority",
    "Purpose",
    "Range",
    "Referer",
    "Save-Data",
  ],
  ...[
    "Sec-CH-UA",
    "Sec-Fetch-Mode",
    "Sec-GPC",
    "Sec-Purpose",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Protocol",
  ],
  ...[
    "Service-Worker",
    "TE",
    "Traceparent",
    "Upgrade",
    "Upgrade-Insecure-Requests",
    "User-Agent",
    "Via",
  ],
  // What pages and apps send of their own accord.
  ...[
    "X-Requested-With",
    "X-CSRF-Token",
    "X-XSRF-Token",
    "X-Request-ID",
    "X-Correlation-ID",
    "X-API-Key",
  ],
  ...[
    "X-Auth-Token",
    "X-Auth-Key",
    "X-Access-Token",
    "X-Session-Token",
    "X-User-Agent",
    "X-User-Id",
  ],
  ...[
    "X-Device-Id",
    "X-Client-Version",
    "X-Client-Id",
    "X-Prototype-Version",
    "X-WP-Nonce",
    "X-Livewire",
  ],
  ...[
    "X-Inertia",
    "X-Inertia-Version",
    "X-Shopify-Storefront-Access-Token",
    "HX-Request",
    "Turbo-Frame",
  ],
  ...["RSC", "Next-Router-State-Tree", "Next-Action", "X-Nextjs-Data", "X-Middleware-Prefetch"],
  ...[
    "Stripe-Signature",
    "X-Hub-Signature-256",
    "X-Twilio-Signature",
    "Paypal-Auth-Algo",
    "X-Amz-Date",
  ],
  ...["X-Realm", "X-Origin", "X-Ship-To", "X-Membership", "X-Currency", "CF-Ray"],
  ...["X-Home-Region", "X-Client-Name", "X-Access-Token", "CF-Access-Client-Secret"],
  ...["Max-Forwards", "X-Original-User-Agent", "X-Idempotency-Key", "X-CloudTasks-QueueName"],
];

describe("of the headers that a visitor sends", () => {
  test.each(Object.entries(believed))("%s are not believed, however written", (_, names) => {
    const spellings = names.flatMap((name) => [
      ...[name, name.toLowerCase(), name.toUpperCase().replaceAll("-", "_")],
      ...[name.replaceAll("-", "."), name.replaceAll(/[-_]/g, "+")],
    ]);
    expect(spellings.filter((name) => !isDeceptive(name))).toEqual([]);
  });

  test("what browsers, pages and apps send stays, and so does what proves who they are", () => {
    const spellings = harmless.flatMap((name) => [name, name.toLowerCase().replaceAll("-", "_")]);
    expect(spellings.filter(isDeceptive)).toEqual([]);
  });

  test("what the gateway sets itself comes under its own name alone", () => {
    for (const name of ["idempotency-key", "accept-encoding"]) {
      const twins = ["_", ".", "+", "~"].map((mark) => name.replace("-", mark));
      for (const isTaken of [isDeceptive, isDeceptiveBehindCloudflare]) {
        expect([name, ...twins].filter(isTaken)).toEqual(twins);
      }
    }
  });

  test("the word of Cloudflare stays where the visitor's address comes from it, and its twins do not", () => {
    const genuine = ["cf-ipcountry", "cf-ipcity", "cf-region-code", "cf-timezone", "cf-ray"];
    const others = [
      ...["cf_ipcountry", "cf.ipcountry", "cf-connecting-ip", "cf-pseudo-ipv4", "cf-visitor"],
      ...["cf-access-authenticated-user-email", "x-country-code", "x-forwarded-for"],
    ];
    expect([...genuine, ...others].filter(isDeceptiveBehindCloudflare)).toEqual(others);
  });
});
