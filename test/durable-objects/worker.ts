/** The objects for the tests that run inside workerd: the classes themselves, without the gateway. */

export { AdmissionShard } from "../../durable-objects/admission-shard.ts";
export { Directory } from "../../durable-objects/directory.ts";
export { TicketBatcher } from "../../durable-objects/ticket-batcher.ts";
export { WaitingRoom } from "../../durable-objects/waiting-room.ts";
