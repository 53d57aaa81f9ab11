// What is said, and who comes and goes: the last lines of it.

/**
 * @typedef {object} Line
 * @property {number} id
 * @property {number} date in milliseconds since 1970
 * @property {'said' | 'own' | 'joined' | 'left' | 'note'} kind
 * @property {string} who one or several names
 * @property {string} text
 * @property {number} more how many others are meant, beyond those named
 */

const MAX_LINES = 200

/** When many come at once, a line names the first few and counts the rest. */
const MAX_NAMED = 3
const TOGETHER_MS = 1_500

export class ChatLog {
  /** @type {Line[]} */
  lines = []
  #ids = 0
  #named = 0

  /**
   * @param {string} who
   * @param {string} text
   * @param {boolean} own
   */
  said(who, text, own) {
    this.#add(own ? 'own' : 'said', who, text)
  }

  /** @param {string} text */
  note(text) {
    this.#add('note', '', text)
  }

  /**
   * @param {'joined' | 'left'} kind
   * @param {string} who
   */
  moved(kind, who) {
    const last = this.lines.at(-1)
    if (last?.kind !== kind || Date.now() - last.date > TOGETHER_MS) {
      this.#add(kind, who, '')
      this.#named = 1
    } else if (this.#named < MAX_NAMED) {
      last.who += `, ${who}`
      this.#named++
    } else {
      last.more++
    }
  }

  /**
   * @param {Line['kind']} kind
   * @param {string} who
   * @param {string} text
   */
  #add(kind, who, text) {
    this.lines.push({ id: this.#ids++, date: Date.now(), kind, who, text, more: 0 })
    if (this.lines.length > MAX_LINES) {
      this.lines.shift()
    }
  }
}
