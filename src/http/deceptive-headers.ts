/**
 * Headers of a request that a shop or its framework may take for the word of a proxy before it: who the visitor is
 * and from where, what was asked and over what. Anybody can send them and no browser does, so none comes through.
 * What a visitor proves something with (`Authorization`, `X-Auth-Token`, a cookie) is no such word.
 */

import type { Config } from "../env.ts";
import { rememberReading } from "./memory.ts";

/**
 * What a gateway takes away. Where the operator says that Cloudflare stands before it (`clientAddressHeader`), what
 * Cloudflare adds is its own word: it writes over a visitor's, though only over one of the very same name.
 */
export const deceptiveBehind = ({ clientAddressHeader }: Pick<Config, "clientAddressHeader">) =>
  clientAddressHeader === "cf-connecting-ip" ? isDeceptiveBehindCloudflare : isDeceptive;

const isDeceptive = rememberReading(1_000, (name) => {
  const plain = plainName(name);
  return isForged(name, plain) || cloudflares.test(plain);
});

const isDeceptiveBehindCloudflare = rememberReading(1_000, (name) => {
  const plain = plainName(name);
  return isForged(name, plain) || (cloudflares.test(plain) && name !== plain);
});

/** Servers that turn headers into variables read every mark as one: `X_Name` and `X.Name` as `X-Name`. */
const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "-");

const isForged = (name: string, plain: string): boolean =>
  shared.has(plain) ? name !== plain : forms.some((form) => form.test(plain));

/** What the gateway sets and a visitor may send too, under this very name: its twin would stand beside ours. */
const shared: ReadonlySet<string> = new Set(["accept-encoding", "idempotency-key"]);

/** From where, and whether it is a machine. Not what proves who somebody is, nor the name of a request. */
const cloudflares = /^cf-(?!access-|ray$|turnstile-)/;

/** How their names begin or end, or what they have in them, because each server has its own; see `plainName`. */
const forms = [
  // Ours, and what the gateway has answered.
  /^(?:stanchion-|x-gateway-hop$|expect$)/,
  // From where: `Max-Forwards` alone only counts. To CGI `Proxy` is `HTTP_PROXY`, the proxy that programs are to use.
  /(?:^|-|client|socket|real)ip(?:v[46]|-?addr.*)?$|(?:client|viewer)-addr|forward(?!s$)|prox(?:y|ied)/,
  // From which country, and so at what price and tax.
  /^(?:x-)?(?:(?:client|user|viewer|visitor)-)?country(?:-|$)|client-region|(?:^|-)geo(?:ip2?)?(?:-|$)/,
  /^(?:cloudfront|x-vercel-ip)-|edgescape/,
  // Which page of which host, by which method, and over what.
  /^(?:x-)?(?:real|orig|original|originating|rewrite|override|script-name|path-info)(?:-(?!user-agent$)|$)/,
  /^(?:x-)?(?:base-ur|request-ur|request-method|front-end-https|url-scheme|server-(?:name|port|addr))/,
  /^x-(?:http|host|method|scheme|appservice|waws|ingress-path)|^x-(?:proto(?:col)?|port)$|-override$/,
  /^(?:https|cf-visitor|fastly-ssl|disguised-host|was-default-hostname)$/,
  // Who, as proxies say that ask for a name, a token or a certificate.
  /^(?:x-)?(?:remote|ssl|tls|webauth|shib|oidc|tailscale|pomerium|vouch)(?:-|$)|remote-user|userinfo(?:-|$)/,
  /authenticated|authentik|client-?cert|client-(?:verif|dn|[si]-dn|subject|issuer)/,
  /^x-auth-(?:request|user|group|role|email|name|subject)|^pf-auth-|^(?:sm|iv|oam|osso)-|^smuser/,
  /^x-(?:consumer-(?:id|user|custom|group)|credential-(?:id|user)|anonymous-consumer|apigateway-)/,
  /^x-(?:amzn-(?:oidc|mtls|request-context|lambda-context)|ms-(?:client-principal|token-aad))/,
  // Not signed as what a client has: the claims that a proxy read in it.
  /^x-(?:id-token|jwt-(?:payload|claims))$/,
  // A server's or a framework's words to itself: which file to send, which check to leave out, which page to show.
  /^x-(?:accel|sendfile|envoy|arr|invoke|now-route|matched-path|astro|react-router|nuxt|nitro)(?:-|$)/,
  /^x-middleware-(?!prefetch$)|^x-appengine-|^ms-aspnetcore-|^surrogate-capability$/,
];
