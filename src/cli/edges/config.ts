/** The core and its edges, as workerd wants them told: together they are the gateway of one process. */

import {
  type GatewayValues,
  gatewayBindings,
  objectBindings,
  objects,
  secretBindings,
  storage,
  text,
  waysOut,
  worker,
} from "../workerd-config.ts";

export type CoreValues = Pick<GatewayValues, "modules" | "objectsPath" | "secretNames"> & {
  readonly socketFile: string;
};

/** It owns the storage, listens for edges alone, and may speak to nobody. */
export const coreConfig = ({
  modules,
  objectsPath,
  secretNames,
  socketFile,
}: CoreValues): string => `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "core", worker = (
      ${worker(modules)}
      ${objects}
      bindings = [${objectBindings}${secretBindings(secretNames)}
      ],
      globalOutbound = "nowhere",
    )),
    ${storage(objectsPath)}
    (name = "nowhere", network = (allow = [])),
  ],
  sockets = [
    (name = "edges", address = ${text(`unix:${socketFile}`)}, http = (), service = "core"),
  ],
);
`;

export type EdgeValues = Pick<GatewayValues, "modules" | "origin" | "hosts" | "secretNames"> & {
  readonly socketFile: string;
};

/** The socket that it listens on is made by whoever starts it, and given to it open. */
export const edgeConfig = (values: EdgeValues): string =>
  `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "gateway", worker = (
      ${worker(values.modules)}
      bindings = [
        (name = "CORE", service = "core"),${gatewayBindings(values)}
      ],
      globalOutbound = "network",
    )),
    (name = "core", external = (address = ${text(`unix:${values.socketFile}`)}, http = ())),
    ${waysOut(values.origin)}
  ],
  sockets = [
    (name = "http", http = (), service = "gateway"),
  ],
);
`;
