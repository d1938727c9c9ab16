/** The rows of one epoch in memory, as the simulation keeps them. */

export { type MemoryRegister, memoryRegister } from "../../src/cli/simulate/register.ts";
