/** `npx stanchion keys list`: which keys there are, which one signs, and what was done to them. */

import { defineCommand } from "citty";
import { describeKeys, gatewayArgs, readGateway, readKeys } from "./gateway-keys.ts";
import { onlyKnownOptions } from "./words.ts";

export const listKeys = defineCommand({
  meta: { name: "list", description: "Shows the keys by name, and which of them signs." },
  args: {
    ...gatewayArgs,
    json: { type: "boolean", default: false, description: "the same as one JSON object" },
  },
  plugins: [onlyKnownOptions],
  async run({ args }) {
    const keys = await readKeys(readGateway(args));
    console.log(args.json ? JSON.stringify(keys) : describeKeys(keys).join("\n"));
  },
});
