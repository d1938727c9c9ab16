/** One workerd among several: it has started when it says that it listens. */

import { setTimeout as pause } from "node:timers/promises";
import { CannotStart } from "../cannot-start.ts";
import { workerdBinary } from "../gateway.ts";
import { type RunningProcess, startProcess } from "../processes.ts";
import { condenseLog } from "../workerd-log.ts";

export interface WorkerdOptions {
  /** What a person calls it: "edge 1". */
  readonly name: string;
  /** Where its config is, and where its paths begin. */
  readonly directory: string;
  readonly configFile: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** A listening socket for the config's socket `http`. */
  readonly socket?: number;
  readonly onLine: (line: string) => void;
}

const listensWithinMs = 10_000;

/** @throws CannotStart when it does not come to listen */
export async function startWorkerd(options: WorkerdOptions): Promise<RunningProcess> {
  const { name, directory, configFile, secrets, socket, onLine } = options;
  const said: string[] = [];
  const listening = Promise.withResolvers<void>();
  const report = condenseLog((line) => {
    said.push(line);
    if (said.length > mostRemembered) said.shift();
    onLine(`${name}: ${line}`);
  });
  const workerd = await startProcess({
    name,
    command: workerdBinary(),
    args: [
      ...["serve", configFile, "config", "--control-fd", "1"],
      ...(socket === undefined ? [] : ["--socket-fd", "http=3"]),
    ],
    cwd: directory,
    env: { ...process.env, ...secrets },
    ...(socket !== undefined && { inherits: socket }),
    onLine(line, from) {
      if (from === "stdout" && line.startsWith('{"event":"listen"')) listening.resolve();
      else report(line);
    },
  });
  const how = await Promise.race([
    listening.promise,
    workerd.ended,
    pause(listensWithinMs, "it does not listen", { ref: false }),
  ]);
  if (how === undefined) return workerd;
  await workerd.stop();
  throw new CannotStart(`${name} did not start (${how}): ${said.join(" ") || "it said nothing"}`);
}

const mostRemembered = 20;
