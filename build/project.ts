/** Where the project's files lie, from wherever a command is called. */

import { fileURLToPath } from "node:url";

/** The absolute path of a file of the project, given from its root. */
export function projectPath(pathFromRoot: string): string {
  return fileURLToPath(new URL(`../${pathFromRoot}`, import.meta.url));
}
