// Makes the dashboards: node deploy/grafana/dashboards.mjs
//
// A panel is a line here, and a page of JSON there. Change it here, run this, and commit both; with
// --check it compares what it would write with the files, and exits with 1 if they differ.
import { readFileSync, writeFileSync } from 'node:fs'

const FOLDER = new URL('dashboards/', import.meta.url)
const COLUMNS = 24
const AT = '{job="ws-room",instance=~"$instance"}'
const SOURCE = { type: 'prometheus', uid: '${datasource}' }

// --- Queries ---

// A selector of the chosen servers, with more labels if given.
const of = (metric, labels = '') => metric + (labels ? AT.replace('}', `,${labels}}`) : AT)
const rate = (metric, labels) => `rate(${of(metric, labels)}[$__rate_interval])`
const sum = query => `sum(${query})`
const by = (labels, query) => `sum by (${labels}) (${query})`
const each = query => by('instance', query)
const quantile = (share, timer) =>
  `histogram_quantile(${share}, sum by (le) (${rate(`${timer}_bucket`)}))`

// --- Panels ---

// A query, with the name of its line.
const line = (expr, legendFormat = '{{instance}}') => ({ expr, legendFormat })

const panel = (type, title, unit, lines, { description = '', width = 8, height = 7, ...more } = {}) => ({
  type,
  title,
  description,
  datasource: SOURCE,
  gridPos: { w: width, h: height },
  fieldConfig: { defaults: { unit, ...more.defaults }, overrides: [] },
  options: more.options ?? {},
  targets: lines.map((target, at) => ({
    refId: String.fromCharCode(65 + at),
    datasource: SOURCE,
    ...target,
    ...more.target
  }))
})

const graph = (title, unit, lines, more = {}) =>
  panel('timeseries', title, unit, lines, {
    defaults: { min: 0, custom: { lineWidth: 1, fillOpacity: 8, showPoints: 'never' } },
    options: { tooltip: { mode: 'multi', sort: 'desc' }, legend: { displayMode: 'list', placement: 'bottom' } },
    ...more
  })

const figure = (title, unit, query, more = {}) =>
  panel('stat', title, unit, [line(query, '')], {
    width: 4,
    height: 4,
    options: { reduceOptions: { calcs: ['lastNotNull'] }, graphMode: 'area', colorMode: 'value' },
    ...more
  })

const steps = (...values) => ({
  thresholds: {
    mode: 'absolute',
    steps: values.map(([color, value]) => ({ color, value }))
  }
})

const row = title => ({ type: 'row', title, collapsed: false, gridPos: { w: COLUMNS, h: 1 }, panels: [] })

// Puts panels side by side, as far as they fit.
function laidOut(panels) {
  let x = 0
  let y = 0
  let tallest = 0
  return panels.map((one, at) => {
    const { w, h } = one.gridPos
    if (x + w > COLUMNS) {
      x = 0
      y += tallest
      tallest = 0
    }
    const placed = { ...one, id: at + 1, gridPos: { x, y, w, h } }
    x += w
    tallest = Math.max(tallest, h)
    return placed
  })
}

const dashboard = (uid, title, description, panels) => ({
  uid,
  title,
  description,
  tags: ['ws-room'],
  editable: true,
  graphTooltip: 1,
  refresh: '30s',
  schemaVersion: 39,
  time: { from: 'now-1h', to: 'now' },
  links: [{ type: 'dashboards', title: 'ws-room', tags: ['ws-room'], includeVars: true, keepTime: true }],
  templating: {
    list: [
      { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' },
      {
        name: 'instance',
        type: 'query',
        label: 'Server',
        datasource: SOURCE,
        query: { query: 'label_values(ws_room_ready, instance)', refId: 'instance' },
        refresh: 2,
        includeAll: true,
        allValue: '.*',
        multi: true,
        current: { text: 'All', value: '$__all' }
      }
    ]
  },
  panels: laidOut(panels)
})

// --- The dashboards ---

const overview = dashboard('ws-room-overview', 'ws-room / Overview', 'Whether players are well served.', [
  figure('Players', 'short', sum(of('dcl_ws_rooms_connections'))),
  figure('Rooms', 'short', sum(of('dcl_ws_rooms_count'))),
  figure('Servers ready', 'short', sum(of('ws_room_ready')), {
    description: 'Servers that admit clients. A server that drains or does not answer is missing.',
    defaults: steps(['red', null], ['green', 1])
  }),
  figure('Fan-out p99', 's', quantile(0.99, 'ws_room_fan_out_lag_seconds'), {
    description: "From a batch's first update to the end of its flush. Empty while nobody sends.",
    defaults: steps(['green', null], ['orange', 0.02], ['red', 0.05])
  }),
  figure('Egress of updates', 'bps', `8 * ${sum(rate('dcl_ws_rooms_out_bytes_total'))}`, {
    description: 'Without the headers of WebSocket, TCP and IP: docs/sizing.md has the rest.'
  }),
  figure('Certificate expires in', 's', `min(${of('ws_room_certificate_expiry_seconds')} - time())`, {
    description: 'Empty without TLS at the server itself.',
    defaults: steps(['red', null], ['orange', 259200], ['green', 1209600])
  }),

  row('Players'),
  graph('Players', 'short', [line(each(of('dcl_ws_rooms_connections')))]),
  graph('Rooms of at most so many peers', 'short', [line(by('peers', of('ws_room_rooms_of_at_most')), '{{peers}}')]),
  graph('Connections and their limit', 'short', [
    line(sum(of('ws_room_open_connections')), 'open'),
    line(sum(of('ws_room_max_connections')), 'MAX_CONNECTIONS')
  ]),

  row('Joins and ends'),
  graph('Handshakes a second', 'ops', [
    line(by('outcome, reason', rate('ws_room_handshakes_total')) + ' > 0', '{{outcome}} {{reason}}')
  ]),
  graph('Time to the welcome', 's', [
    line(quantile(0.5, 'ws_room_handshake_seconds'), 'p50'),
    line(quantile(0.99, 'ws_room_handshake_seconds'), 'p99')
  ]),
  graph('Ends of sessions a second', 'ops', [
    line(by('reason', rate('ws_room_closes_total')) + ' > 0', '{{reason}}')
  ], { description: 'docs/closes.md has a line for each reason.' }),
  graph('Rejected upgrades a second', 'ops', [
    line(by('reason', rate('ws_room_upgrades_refused_total')), '{{reason}}')
  ]),
  graph('Signed logins a second', 'ops', [
    line(by('outcome, reason', rate('ws_room_signed_logins_total')), '{{outcome}} {{reason}}')
  ]),
  graph('HTTP requests a second', 'reqps', [
    line(by('handler, code', rate('http_requests_total')), '{{handler}} {{code}}')
  ]),

  row('Bans'),
  graph('Age of the sources of bans', 's', [
    line(`max by (source) (${of('ws_room_ban_source_age_seconds')})`, '{{source}}')
  ]),
  graph('Banned addresses', 'short', [
    line(`max by (source) (${of('ws_room_banned_addresses')})`, '{{source}}')
  ]),
  graph('Look-ups at logins a second', 'ops', [
    line(by('source, outcome', rate('ws_room_ban_lookups_total')), '{{source}} {{outcome}}')
  ])
])

const writes = sum(rate('ws_room_socket_writes_total'))
const deliveries = sum(rate('dcl_ws_rooms_out_messages_total'))

const dataPath = dashboard('ws-room-data-path', 'ws-room / Data path', 'How updates get from one peer to all others.', [
  row('Fan-out'),
  graph('Updates in, a second', 'ops', [line(each(rate('dcl_ws_rooms_in_messages_total')))]),
  graph('Updates delivered, a second', 'ops', [line(each(rate('dcl_ws_rooms_out_messages_total')))]),
  graph('Deliveries for each update', 'short', [
    line(`${deliveries} / ${sum(rate('dcl_ws_rooms_in_messages_total'))}`, 'deliveries')
  ], { description: 'The mean room size, as updates see it, less one.' }),
  graph('Fan-out lag', 's', [
    line(quantile(0.5, 'ws_room_fan_out_lag_seconds'), 'p50'),
    line(quantile(0.9, 'ws_room_fan_out_lag_seconds'), 'p90'),
    line(quantile(0.99, 'ws_room_fan_out_lag_seconds'), 'p99')
  ], { description: "From a batch's first update to the end of its flush." }),
  panel('heatmap', 'Fan-out lag', 's', [
    line(by('le', `increase(${of('ws_room_fan_out_lag_seconds_bucket')}[$__rate_interval])`), '{{le}}')
  ], {
    target: { format: 'heatmap' },
    options: { calculate: false, yAxis: { unit: 's' }, color: { mode: 'scheme', scheme: 'Spectral', steps: 64 } }
  }),
  graph('CPU for each delivery', 's', [
    line(`${sum(rate('process_cpu_seconds_total'))} / ${deliveries}`, 'CPU')
  ], { description: 'About a microsecond in large rooms; docs/performance.md has figures.' }),

  row('Sockets'),
  graph('Bytes of updates a second', 'binBps', [
    line(sum(rate('dcl_ws_rooms_in_bytes_total')), 'in'),
    line(sum(rate('dcl_ws_rooms_out_bytes_total')), 'out')
  ]),
  graph('Writes a second', 'ops', [line(each(rate('ws_room_socket_writes_total')))]),
  graph('Deliveries for each write', 'short', [line(`${deliveries} / ${writes}`, 'deliveries')], {
    description: 'More is cheaper: a write costs the same whatever it carries.'
  }),
  graph('Partial writes', 'percentunit', [
    line(`${sum(rate('ws_room_socket_partial_writes_total'))} / ${writes}`, 'share')
  ], { description: 'Writes that a socket took only in part: the beginning of a backlog.' }),

  row('Slow consumers'),
  graph('Connections with a backlog', 'short', [line(each(of('ws_room_backlogged_connections')))]),
  graph('Bytes in backlogs', 'bytes', [line(each(of('ws_room_backlog_bytes')))]),
  graph('Memory of backlogs and its limit', 'bytes', [
    line(sum(of('ws_room_backlog_memory_bytes')), 'used'),
    line(sum(of('ws_room_backlog_memory_limit_bytes')), 'limit')
  ]),
  graph('Unreliable updates dropped, a second', 'ops', [
    line(each(rate('dcl_ws_rooms_dropped_unreliable_messages_total')))
  ]),
  graph('Slow consumers closed, a second', 'ops', [
    line(by('reason', rate('ws_room_closes_total', 'reason=~"backlog_overflow|no_progress|below_least_pace|backlog_memory|server_behind"')), '{{reason}}')
  ]),

  row('Fast senders, and hand-over between I/O threads'),
  graph('Senders paused now', 'short', [line(each(of('ws_room_paused_senders')))]),
  graph('Pauses a second', 'ops', [line(each(rate('ws_room_sender_pauses_total')))]),
  graph('Updates over a rate limit, a second', 'ops', [line(each(rate('ws_room_excess_updates_total')))]),
  graph('Unknown packets a second', 'ops', [line(each(rate('dcl_ws_rooms_unknown_sent_messages_total')))]),
  graph('Bytes between I/O threads', 'bytes', [line(each(of('ws_room_hand_over_bytes')))]),
  graph('Updates dropped between I/O threads, a second', 'ops', [
    line(each(rate('ws_room_hand_over_dropped_updates_total')))
  ])
])

const nodes = dashboard('ws-room-nodes', 'ws-room / Nodes', 'Each process: version, processors, memory, files.', [
  panel('table', 'Versions', 'none', [
    line(`max by (instance, version, commitHash, ethNetwork) (${of('ws_room_service_build_info')})`, '')
  ], { width: 12, target: { format: 'table', instant: true } }),
  panel('table', 'Uptime', 's', [line(`max by (instance) (time() - ${of('process_start_time_seconds')})`, '')], {
    width: 6,
    target: { format: 'table', instant: true }
  }),
  panel('table', 'Ready', 'none', [line(`max by (instance) (${of('ws_room_ready')})`, '')], {
    width: 6,
    target: { format: 'table', instant: true }
  }),

  row('Load'),
  graph('Players', 'short', [line(each(of('dcl_ws_rooms_connections')))]),
  graph('Processors used', 'short', [
    line(each(rate('process_cpu_seconds_total'))),
    line(`max(${of('system_cpu_count')})`, 'all of a machine')
  ]),
  graph('Load of the machine', 'short', [line(each(of('system_load_average_1m')))]),

  row('Memory'),
  graph('Resident memory', 'bytes', [line(each(of('process_resident_memory_bytes')))]),
  graph('Heap', 'bytes', [
    line(by('instance', of('jvm_memory_used_bytes', 'area="heap"')), '{{instance}} used'),
    line(by('instance', of('jvm_memory_committed_bytes', 'area="heap"')), '{{instance}} committed')
  ]),
  graph('Heap in use, of its maximum', 'percentunit', [
    line(`${by('instance', of('jvm_memory_used_bytes', 'area="heap"'))} / ${by('instance', of('jvm_memory_max_bytes', 'area="heap"'))}`)
  ]),
  graph('Time in garbage collections', 'percentunit', [line(each(rate('jvm_gc_pause_seconds_sum')))]),
  graph('Longest collection', 's', [line(`max by (instance) (${of('jvm_gc_pause_seconds_max')})`)]),
  graph('Direct buffers', 'bytes', [line(each(of('jvm_buffer_memory_used_bytes', 'id="direct"')))]),

  row('Files, threads, services'),
  graph('Open files, of their maximum', 'percentunit', [
    line(`${each(of('process_open_fds'))} / ${each(of('process_max_fds'))}`)
  ]),
  graph('Threads', 'short', [line(each(of('jvm_threads_live_threads')))]),
  graph('Evicted HTTP connections a second', 'ops', [line(each(rate('ws_room_connections_displaced_total')))]),
  graph('Ethereum nodes paused', 'short', [line(each(of('ws_room_ethereum_node_left_alone')))]),
  graph('Link to Archipelago', 'short', [line(each(of('ws_room_archipelago_connected')))]),
  graph('Seats offered to Archipelago', 'short', [line(each(of('ws_room_archipelago_available_seats')))])
])

// --- Writing ---

let stale = 0
for (const [name, content] of Object.entries({ overview, 'data-path': dataPath, nodes })) {
  const file = new URL(`${name}.json`, FOLDER)
  const text = `${JSON.stringify(content, null, 2)}\n`
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text)
  } else if (readFileSync(file, 'utf8') !== text) {
    stale++
    console.log(`${file.pathname} is not what dashboards.mjs makes: run it`)
  }
}
process.exit(stale > 0 ? 1 : 0)
