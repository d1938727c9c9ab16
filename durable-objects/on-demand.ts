/**
 * An object whose code is loaded when the first of its kind begins to live. The platform asks for every
 * class in the entry module, which each isolate of the gateway loads too; most of them never hold an
 * object, and should not read the whole domain before they answer their first request.
 *
 * Nothing reaches the object before it is there: the platform holds back whatever comes while the
 * constructor's promise is open, alarms too, and ends the object when the promise fails.
 */

import { DurableObject } from "cloudflare:workers";
import type { RoomEnv } from "../src/env.ts";

type ObjectClass<Real> = new (ctx: DurableObjectState, env: RoomEnv) => Real;

/** What gateways may call, and what the platform calls where it is there. */
type MethodOf<Real> = Exclude<
  {
    [Name in keyof Real]-?: Real[Name] extends (...given: never[]) => unknown ? Name : never;
  }[keyof Real],
  keyof Rpc.DurableObjectBranded
>;

/**
 * @param load an `import()` of the class
 * @param methods all of them, by name: gateways find those that stand here, and the compiler misses none
 */
export function onDemand<Real extends DurableObject<RoomEnv>>(
  load: () => Promise<ObjectClass<Real>>,
  methods: Readonly<Record<MethodOf<Real>, true>>,
) {
  class OnDemand extends DurableObject<RoomEnv> {
    #real: Real | undefined;

    constructor(ctx: DurableObjectState, env: RoomEnv) {
      super(ctx, env);
      void ctx.blockConcurrencyWhile(async () => {
        const Real = await load();
        this.#real = new Real(ctx, env);
      });
    }

    static passOn(name: string): void {
      const passedOn = function (this: OnDemand, ...given: readonly unknown[]): unknown {
        const real: object | undefined = this.#real;
        if (real === undefined)
          throw new TypeError(`Cannot call ${name}: the object has not begun`);
        return Reflect.apply(Reflect.get(real, name), real, given);
      };
      Object.defineProperty(OnDemand.prototype, name, { value: passedOn });
    }
  }
  for (const name of Object.keys(methods)) OnDemand.passOn(name);
  return OnDemand;
}
