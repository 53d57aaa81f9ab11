// Prints a transcript and counts expectations.
import { isDeepStrictEqual, inspect } from 'node:util'

let passed = 0
let failed = 0

export function heading(text) {
  console.log(`\n${text}`)
}

export function line(text) {
  console.log(`  ${text}`)
}

export function expect(what, actual, expected) {
  if (isDeepStrictEqual(actual, expected)) {
    passed++
    console.log(`  ✓ ${what}`)
  } else {
    failed++
    console.log(`  ✗ ${what}: expected ${inspect(expected)}, was ${inspect(actual)}`)
  }
}

// Runs a scene. An exception counts as a failure, and the next scene still runs.
export async function scene(title, play) {
  heading(title)
  try {
    await play()
  } catch (error) {
    failed++
    console.log(`  ✗ aborted: ${error.message}`)
  }
}

// Prints the counts and returns the exit code.
export function conclude() {
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0 && passed > 0 ? 0 : 1
}
