import { DefaultReporter, type TestModule } from 'vitest/node'

/** A dot for each file whose tests pass. A failing file gets its lines, with full failures at the end. */
export class FileDots extends DefaultReporter {
  constructor() {
    super({ summary: false })
  }

  override printTestModule(module: TestModule): void {
    if (module.state() === 'passed') process.stdout.write('.')
    else super.printTestModule(module)
  }
}
