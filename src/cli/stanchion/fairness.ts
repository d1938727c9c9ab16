/**
 * `npx stanchion fairness`: after a launch, or during it, whether people went in by their places.
 * Exit code 0: they did. 1: somebody was passed. 2: there was nothing to judge.
 */

import { defineCommand } from "citty";
import { roomNameForm } from "../../domain/names.ts";
import { askShop } from "./ask-shop.ts";
import { fairnessSchema } from "./fairness-answer.ts";
import { describeFairness, verdictOn } from "./fairness-words.ts";
import { onlyKnownOptions, readAddress, readName, readText } from "./words.ts";
import { WrongUse } from "./wrong-use.ts";

export const fairness = defineCommand({
  meta: { name: "fairness", description: "Says whether a launch was fair, and by which figures." },
  args: {
    address: { type: "string", required: true, description: "the shop's address" },
    room: { type: "string", required: true, description: "the room's name" },
    "admin-token": { type: "string", description: "the management token (else ADMIN_TOKEN)" },
    json: { type: "boolean", default: false, description: "the figures as one JSON object" },
  },
  plugins: [onlyKnownOptions],
  async run({ args }) {
    const address = readAddress("--address", args.address);
    const room = readName("--room", readText("--room", args.room), roomNameForm);
    const adminToken = args["admin-token"] || process.env["ADMIN_TOKEN"];
    if (!adminToken) throw new WrongUse("The figures take the management token: set ADMIN_TOKEN.");
    const path = `/.stanchion/api/v1/rooms/${room}/fairness`;
    const { body } = await askShop({ address, path, adminToken }, fairnessSchema);
    console.log(args.json ? JSON.stringify(body) : describeFairness(body));
    process.exitCode = { fair: 0, unfair: 1, "nothing-judged": 2 }[verdictOn(body)];
  },
});
