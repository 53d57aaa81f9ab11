// Prints what happens, line by line, and keeps count of what was expected of it.
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

// Runs a scene. One that breaks off counts as a failure, and the next one plays all the same.
export async function scene(title, play) {
  heading(title)
  try {
    await play()
  } catch (error) {
    failed++
    console.log(`  ✗ broken off: ${error.message}`)
  }
}

// The last line, and the exit code.
export function conclude() {
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0 && passed > 0 ? 0 : 1
}
