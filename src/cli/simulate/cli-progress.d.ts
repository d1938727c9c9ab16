/** One more option of the package that brings no types. */
declare module "cli-progress" {
  interface Options {
    readonly gracefulExit?: boolean;
  }
}
