/** The Worker of the core: the classes of the objects, and the door for edges. */

import { answerEdge, type CoreEnv } from "./edges/core-door.ts";

export { AdmissionShard } from "../durable-objects/admission-shard.ts";
export { Directory } from "../durable-objects/directory.ts";
export { TicketBatcher } from "../durable-objects/ticket-batcher.ts";
export { WaitingRoom } from "../durable-objects/waiting-room.ts";

export default { fetch: answerEdge } satisfies ExportedHandler<CoreEnv>;
