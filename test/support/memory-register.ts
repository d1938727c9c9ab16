/** The rows of one epoch in memory, as the simulation keeps them. */

export { memoryRegister } from "../../src/cli/simulate/register.ts";
