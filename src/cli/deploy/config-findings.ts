/** What the deployment's configuration leaves open: any way to the Worker or the shop past the gate. */

import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Finding, fine, refused } from "./finding.ts";
import { faultOfRoute, leadsTo, type RouteSetting } from "./routes.ts";

/** What matters here of a configuration as wrangler reads it. */
export interface DeployConfig {
  readonly main?: string | undefined;
  readonly workers_dev?: boolean | undefined;
  readonly preview_urls?: boolean | undefined;
  readonly route?: RouteSetting | undefined;
  readonly routes?: readonly RouteSetting[] | undefined;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly assets?: unknown;
}

/** @param isManaged the gateway that runs now can be managed, and the routes that lead there stay */
export async function configFindings(
  config: DeployConfig,
  isManaged: boolean,
): Promise<readonly Finding[]> {
  return [
    ownAddresses(config),
    routesFinding(config),
    managementHost(config, isManaged),
    secretsInTheOpen(config.vars),
    clientAddress(config.vars),
    staticFiles(config),
    await failOpen(config.main),
  ];
}

/** Left out they are off as well, as long as there are routes, and until a default changes. */
function ownAddresses({ workers_dev, preview_urls }: DeployConfig): Finding {
  const about = "own addresses";
  const open = [
    ...(workers_dev === false ? [] : ["workers_dev"]),
    ...(preview_urls === false ? [] : ["preview_urls"]),
  ];
  return open.length === 0
    ? fine(about, "workers_dev and preview_urls are off")
    : refused(about, `a second address of the Worker: set ${open.join(" and ")} = false`);
}

function routesFinding({ route, routes, vars }: DeployConfig): Finding {
  const about = "routes";
  const all = routesOf({ route, routes });
  if (all.length === 0) {
    return refused(
      about,
      'none, so nobody reaches the gate: routes = [{ pattern = "shop.example/*", zone_name = "shop.example" }]',
    );
  }
  const faults = all.map((one) => faultOfRoute(one, vars)).filter((fault) => fault !== null);
  return faults.length === 0
    ? fine(about, all.map((one) => (typeof one === "string" ? one : one.pattern)).join(", "))
    : refused(about, faults.join("; "));
}

const routesOf = ({ route, routes = [] }: Pick<DeployConfig, "route" | "routes">) => [
  ...(route === undefined ? [] : [route]),
  ...routes,
];

/** A host belongs to no room before somebody sets one up, and until then only these let anybody do so. */
function managementHost(config: DeployConfig, isManaged: boolean): Finding {
  const about = "management";
  if (isManaged) return fine(about, "the running gateway is managed at STANCHION_URL");
  const hosts = [config.vars["ADMIN_HOSTS"], config.vars["DEMO_HOSTS"]]
    .flatMap((list) => String(list ?? "").split(","))
    .map((host) => host.trim().toLowerCase());
  const reached = hosts.find((host) => routesOf(config).some((route) => leadsTo(route, host)));
  return reached === undefined
    ? refused(
        about,
        "nobody could set up the first room: vars.ADMIN_HOSTS must name a host of a route",
      )
    : fine(about, `at https://${reached}/.stanchion/admin/`);
}

/** What stands in the configuration stands in the repository, and in the dashboard for all to read. */
function secretsInTheOpen(vars: DeployConfig["vars"]): Finding {
  const open = ["ADMIN_TOKEN", "SIGNING_KEYS"].filter((name) => Object.hasOwn(vars, name));
  return open.length === 0
    ? fine("vars", "no secret among them")
    : refused(
        "vars",
        `${open.join(" and ")} must not stand in the configuration: take it out, choose another value, and set that with wrangler secret put`,
      );
}

function clientAddress({ CLIENT_ADDRESS_HEADER: header }: DeployConfig["vars"]): Finding {
  const about = "client's address";
  if (header === undefined || header === "") return fine(about, "nobody's word is taken for it");
  return String(header).toLowerCase() === "cf-connecting-ip"
    ? fine(about, "from CF-Connecting-IP, which Cloudflare sets itself")
    : refused(
        about,
        `CLIENT_ADDRESS_HEADER is ${JSON.stringify(header)}, which anybody can send: on Cloudflare it is CF-Connecting-IP`,
      );
}

/** The network serves them before it asks the Worker. */
const staticFiles = ({ assets }: DeployConfig): Finding =>
  assets === undefined
    ? fine("static files", "none: all is asked for at the gate")
    : refused(
        "static files",
        "assets are served past the gate: take them out, they are the shop's",
      );

/** With it, whatever fails in the Worker lets the request through to the shop. */
async function failOpen(main: string | undefined): Promise<Finding> {
  const about = "failing closed";
  if (main === undefined) return refused(about, "there is no main: nothing would be deployed");
  const folder = dirname(main);
  const files = await readdir(folder, { recursive: true }).catch(() => null);
  if (files === null) return refused(about, `${main} is not there: npm run build:deploy makes it`);
  for (const file of files) {
    if (!/\.[jt]sx?$/.test(file)) continue;
    const text = await readFile(join(folder, file), "utf8");
    if (/\.\s*passThroughOnException\s*\(/.test(text)) {
      return refused(about, `${file} calls passThroughOnException: a failure would open the gate`);
    }
  }
  return fine(about, "nothing passes a request on when it fails");
}
