/**
 * The gateway on one machine, as workerd wants it told: which module to run, where to listen,
 * what the Worker may reach, where the objects keep the line.
 */

import type { WorkerModule } from "../../build/worker-modules.ts";
import { portOf } from "../http/port-of.ts";

export interface GatewayValues {
  /** The bundled Worker: its entry module first, then those that it loads on demand. */
  readonly modules: readonly WorkerModule[];
  readonly listen: { readonly host: string; readonly port: number };
  readonly origin: URL;
  /** Host names under which the demo room and the management answer. */
  readonly hosts: readonly string[];
  /** Absolute path of the directory that holds the objects' SQLite files. */
  readonly objectsPath: string;
  /** What workerd finds in its environment: secrets, which this text must not contain. */
  readonly secretNames: readonly string[];
}

/**
 * Together with an object's name the unique keys make its id and thereby its file on disk: change one,
 * and every room begins anew, empty. They stay as they are for ever.
 */
const objectClasses = [
  { className: "WaitingRoom", uniqueKey: "stanchion-waiting-room", binding: "WAITING_ROOM" },
  {
    className: "TicketBatcher",
    uniqueKey: "stanchion-ticket-batcher",
    binding: "TICKET_BATCHER",
  },
  {
    className: "AdmissionShard",
    uniqueKey: "stanchion-admission-shard",
    binding: "ADMISSION_SHARD",
  },
  { className: "Directory", uniqueKey: "stanchion-directory", binding: "DIRECTORY" },
] as const;

export function workerdConfig(values: GatewayValues): string {
  const { modules, listen, objectsPath } = values;
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "gateway", worker = (
      ${worker(modules)}
      ${objects}
      bindings = [${objectBindings}${gatewayBindings(values)}
      ],
      globalOutbound = "network",
    )),
    ${storage(objectsPath)}
    ${waysOut(values.origin)}
  ],
  sockets = [
    (name = "http", address = ${text(address(listen))}, http = (), service = "gateway"),
  ],
);
`;
}

export const worker = (
  modules: GatewayValues["modules"],
): string => `compatibilityDate = "2026-08-01",
      modules = [${modules
        .map(({ name, source }) => `\n        (name = ${text(name)}, esModule = ${text(source)}),`)
        .join("")}
      ],`;

export const objects = `durableObjectNamespaces = [${objectClasses
  .map(
    ({ className, uniqueKey }) =>
      `\n        (className = ${text(className)}, uniqueKey = ${text(uniqueKey)}, enableSql = true),`,
  )
  .join("")}
      ],
      durableObjectStorage = (localDisk = "objects"),`;

export const objectBindings = objectClasses
  .map(
    ({ className, binding }) =>
      `\n        (name = ${text(binding)}, durableObjectNamespace = ${text(className)}),`,
  )
  .join("");

export const storage = (objectsPath: string): string =>
  `(name = "objects", disk = (path = ${text(objectsPath)}, writable = true)),`;

/** What every gateway is told, wherever its objects are. */
export const gatewayBindings = ({
  origin,
  hosts,
  secretNames,
}: Pick<GatewayValues, "origin" | "hosts" | "secretNames">): string => `
        (name = "ORIGIN_SERVICE", service = "origin"),
        (name = "ORIGIN", text = ${text(origin.origin)}),
        (name = "DEMO_HOSTS", text = ${text(hosts.join(","))}),
        (name = "ADMIN_HOSTS", text = ${text(hosts.join(","))}),${secretBindings(secretNames)}`;

export const secretBindings = (names: readonly string[]): string =>
  names
    .map((name) => `\n        (name = ${text(name)}, fromEnvironment = ${text(name)}),`)
    .join("");

/** Where a gateway may send requests to. */
export const waysOut = (
  origin: URL,
): string => `(name = "origin", external = ${externalServer(origin)}),
    # A room may name an origin of its own, and a shop's servers often have private addresses.
    (name = "network", network = (
      allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),`;

/**
 * An external server is reached at its address whatever the request's URL says, so the Host that
 * the customer asked for, and the path as it was written, arrive at the shop unchanged.
 */
function externalServer(origin: URL): string {
  const secure = origin.protocol === "https:";
  const where = `address = ${text(`${origin.hostname}:${portOf(origin)}`)}`;
  if (!secure) return `(${where}, http = ())`;
  const certificateHost = text(origin.hostname.replace(/^\[|\]$/g, ""));
  return `(${where}, https = (options = (), tlsOptions = (trustBrowserCas = true), certificateHost = ${certificateHost}))`;
}

function address({ host, port }: GatewayValues["listen"]): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * A Cap'n Proto text literal. Every byte of the UTF-8 form that is not plain printable ASCII, and
 * the two characters that mean something inside quotes, become `\xNN`, so any string survives.
 */
export function text(value: string): string {
  const bytes = Buffer.from(value, "utf8").toString("latin1");
  const escaped = bytes.replace(
    /[^ -~]|["\\]/g,
    (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `"${escaped}"`;
}
