import { setTimeout as sleep } from 'node:timers/promises'
import { sendRaw } from '../support/raw-client.ts'
import { startProgram } from './program.ts'
import type { SharedCache } from './shared-cache.ts'

/**
 * The rules that come with Varnish, made more permissive: expired responses are stored and revalidated with `If-None-Match`,
 * a 403 is stored as well, and stale responses are served only with `stale-while-revalidate`.
 */
function configure(port: number): string {
  return `
vcl 4.1;
backend default { .host = "127.0.0.1"; .port = "${port}"; }
sub vcl_backend_response {
  set beresp.keep = 1m;
  if (beresp.http.Cache-Control !~ "stale-while-revalidate") { set beresp.grace = 0s; }
  if (beresp.status == 403) { set beresp.ttl = 1m; }
  unset beresp.http.X-Revalidated;
  if (beresp.was_304) { set beresp.http.X-Revalidated = "yes"; }
}
sub vcl_deliver {
  if (obj.hits > 0 && obj.ttl < 0s) { set resp.http.X-Serving = "stale"; }
  elsif (obj.hits > 0) { set resp.http.X-Serving = "hit"; }
  elsif (resp.http.X-Revalidated) { set resp.http.X-Serving = "revalidated"; }
  else { set resp.http.X-Serving = "miss"; }
}
`
}

/** Varnish. */
export const VARNISH: SharedCache = {
  name: 'Varnish',
  hit: 'hit',
  servings: ['miss', 'hit', 'stale', 'revalidated'],
  async start(port) {
    const socket = await startProgram('varnishd', 'default.vcl', configure(port), (directory) => [
      ...['-F', '-j', 'none', '-T', 'none', '-s', 'malloc,64m'],
      ...['-n', `${directory}/work`, '-a', `${directory}/cache.socket`, '-f', `${directory}/default.vcl`],
    ])
    return {
      async serve(request) {
        const answer = await sendRaw(socket, request)
        return { answer, serving: answer.get('X-Serving') ?? 'none' }
      },
      age: () => sleep(1300),
    }
  },
}
