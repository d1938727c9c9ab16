/** The project's own wrangler, run by the Node that runs us. */

import { projectPath } from "../../../build/project.ts";

export const wranglerCommand = [
  process.execPath,
  projectPath("node_modules/wrangler/bin/wrangler.js"),
] as const;
