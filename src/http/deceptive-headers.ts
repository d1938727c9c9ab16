/**
 * Headers of a request that a shop or its framework may take for the word of a proxy before it: who the visitor is
 * and from where, what was asked and over what. Anybody can send them and no browser does, so none comes through.
 * What a visitor proves something with (`Authorization`, `X-Auth-Token`, a cookie) is no such word.
 */

import { rememberReading } from "./memory.ts";

/** How their names begin or end, or what they have in them, because each server has its own; see `plainName`. */
const forms = [
  // Ours, and what the gateway has answered.
  /^(?:stanchion-|x-gateway-hop$|expect$)/,
  // From where. To CGI `Proxy` is `HTTP_PROXY`, which programs take for the proxy that they are to use.
  /(?:-|client|socket)ip(?:v[46]|-addr.*)?$|(?:client|viewer)-addr|forward|prox(?:y|ied)|^x-vercel-ip/,
  // Which page of which host, by which method, and over what.
  /^(?:x-)?(?:real|orig|original|originating|rewrite|override|script-name|path-info)(?:-|$)/,
  /^(?:x-)?(?:base-ur|request-ur|request-method|front-end-https|url-scheme)/,
  /^x-(?:http|host|method|scheme)|^x-proto(?:col)?$|-override$|^(?:https|cf-visitor|fastly-ssl)$/,
  // Who, as proxies say that ask for a name, a token or a certificate.
  /^(?:x-)?(?:remote|ssl|tls|webauth|userinfo|shib|oidc-claim|tailscale|pomerium|vouch)(?:-|$)/,
  /authenticated|authentik|client-?cert|client-(?:verif|dn|[si]-dn)|^x-auth-(?:request|user|group|role)/,
  /^x-(?:consumer-(?:id|user|custom|group)|amzn-(?:oidc|mtls)|ms-client-principal)/,
  // A server's or a framework's words to itself: which file to send, which check to leave out, which page to show.
  /^x-(?:accel|sendfile|envoy|arr|invoke|now-route|matched-path|astro|react-router)(?:-|$)/,
  /^x-middleware-(?!prefetch$)/,
];

/** Servers that turn headers into variables read every mark as one: `X_Name` and `X.Name` as `X-Name`. */
const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "-");

export const isDeceptive = rememberReading(1_000, (name) => {
  const plain = plainName(name);
  return forms.some((form) => form.test(plain));
});
