/** `npx stanchion keys rotate`: a new key, which signs once everybody knows it. Nobody notices. */

import { defineCommand } from "citty";
import * as v from "valibot";
import { longestDelaySeconds, shortestDelaySeconds } from "../../domain/key-life.ts";
import { tellShop } from "./ask-shop.ts";
import { gatewayArgs, keyName, plain, questionTo, readGateway, time } from "./gateway-keys.ts";
import { onlyKnownOptions, readDuration } from "./words.ts";
import { WrongUse } from "./wrong-use.ts";

export const rotateKeys = defineCommand({
  meta: { name: "rotate", description: "Makes a new key; what older ones signed stays good." },
  args: {
    ...gatewayArgs,
    "signs-after": {
      type: "string",
      valueHint: "60s",
      default: "60s",
      description: "how long everybody has to hear of it",
    },
  },
  plugins: [onlyKnownOptions],
  async run({ args }) {
    const signsAfterSeconds = readDelay(args["signs-after"]);
    const question = questionTo(readGateway(args), "keys/rotate");
    const { kid, activeFrom } = await tellShop(question, { signsAfterSeconds }, rotated);
    console.log(`The key ${kid} was made. It signs from ${plain(activeFrom)}.`);
    console.log("Tickets and passes of older keys stay good until they end.");
  },
});

function readDelay(text: string): number {
  const seconds = readDuration("--signs-after", text) / 1_000;
  if (seconds >= shortestDelaySeconds && seconds <= longestDelaySeconds) return seconds;
  throw new WrongUse(
    `--signs-after must be from ${shortestDelaySeconds}s to ${longestDelaySeconds / 86_400}d, received "${text}".`,
  );
}

const rotated = v.object({ kid: keyName, activeFrom: time });
