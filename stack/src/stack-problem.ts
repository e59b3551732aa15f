/** A reason why the stack cannot do what was asked, in one sentence that says what to do. Shown without a stack trace. */
export class StackProblem extends Error {
  override readonly name = 'StackProblem';
}
