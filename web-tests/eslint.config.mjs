// Lint rules of the pages: ESLint's recommendations, and rules against markup from others' texts.
import js from '@eslint/js'

const browser = [
  'AbortSignal', 'crypto', 'document', 'Element', 'fetch', 'getComputedStyle', 'getSelection',
  'HTMLAnchorElement', 'HTMLButtonElement', 'HTMLCanvasElement', 'HTMLDListElement', 'HTMLElement',
  'HTMLFormElement', 'HTMLInputElement', 'HTMLOListElement', 'HTMLUListElement', 'location',
  'matchMedia', 'navigator', 'requestAnimationFrame', 'WebSocket', 'window'
]
const both = ['clearInterval', 'clearTimeout', 'performance', 'setInterval', 'setTimeout', 'TextEncoder', 'URL']
const node = ['Buffer', 'console', 'fetch', 'process']

const readable = names => Object.fromEntries(names.map(name => [name, 'readonly']))

const MARKUP = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'srcdoc']

export default [
  { ignores: ['**/node_modules/'] },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-implicit-coercion': 'error',
      'no-shadow': 'error',
      'max-lines': ['error', 320],
      'max-lines-per-function': ['error', 60],
      complexity: ['error', 14]
    }
  },
  {
    files: ['**/src/main/web/**/*.js'],
    languageOptions: { globals: readable([...browser, ...both]) },
    rules: {
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-properties': [
        'error',
        ...MARKUP.map(property => ({ property, message: "Others' texts must not become markup." }))
      ]
    }
  },
  {
    // Some of their functions run in the browser.
    files: ['**/*.mjs'],
    languageOptions: { globals: readable([...both, ...node, ...browser, 'Event']) },
    rules: { 'max-lines-per-function': 'off', 'max-lines': 'off' }
  }
]
