// How texts and numbers are shown. Names, chat and reasons come from others: they are cleaned here,
// and become text nodes, never markup.

const MAX_SHOWN = 500

/** Control characters, and those that turn the direction of what follows or hide in it. */
const UNSEEN = /[\p{Cc}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu

/** More marks than any script stacks on one letter would run over the lines around it. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu

/**
 * A text of someone else's, fit to be shown: one line, no tricks, no longer than a limit.
 *
 * @param {unknown} text
 * @param {number} [limit] in characters
 */
export function clean(text, limit = MAX_SHOWN) {
  const whole = String(text ?? '')
  const line = whole
    .slice(0, limit * 4)
    .replace(UNSEEN, '·')
    .replace(STACKED_MARKS, '$1')
  const characters = Array.from(line)
  return characters.length > limit || whole.length > limit * 4
    ? characters.slice(0, limit).join('') + '…'
    : line
}

/**
 * 0x1234…abcd: enough to tell people apart.
 *
 * @param {string} address
 */
export function shortAddress(address) {
  const text = clean(address, 42)
  return text.length > 14 ? `${text.slice(0, 6)}…${text.slice(-4)}` : text
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const fine = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

/** @param {number} number */
export function count(number) {
  return whole.format(number)
}

/**
 * @param {number} number
 * @param {string} one such as 'room'
 */
export function counted(number, one) {
  return `${count(number)} ${one}${number === 1 ? '' : 's'}`
}

/** @param {number} number */
export function decimal(number) {
  return (number < 10 ? fine : whole).format(number)
}

/** @param {number} number of bytes */
export function bytes(number) {
  if (number < 1_000) {
    return `${whole.format(number)} B`
  }
  return number < 1_000_000
    ? `${fine.format(number / 1_000)} kB`
    : `${fine.format(number / 1_000_000)} MB`
}

/** @param {number} date in milliseconds since 1970 */
export function timeOfDay(date) {
  return new Date(date).toLocaleTimeString(undefined, { hour12: false })
}
