import { setTimeout as sleep } from 'node:timers/promises'
import { sendRaw } from '../support/raw-client.ts'
import { startProgram } from './program.ts'
import type { SharedCache } from './shared-cache.ts'

/**
 * Stores everything that may be stored, errors included, revalidates with `If-None-Match`, and serves stale responses instead of an error
 * and if `stale-while-revalidate` allows it.
 */
function configure(port: number): string {
  return `
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid nginx.pid;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path temp/body;
  proxy_temp_path temp/proxy;
  fastcgi_temp_path temp/fastcgi;
  uwsgi_temp_path temp/uwsgi;
  scgi_temp_path temp/scgi;
  proxy_cache_path cache keys_zone=shared:10m;
  server {
    listen unix:cache.socket;
    location / {
      proxy_pass http://127.0.0.1:${port};
      proxy_set_header Host $http_host;
      proxy_cache shared;
      proxy_cache_valid any 1m;
      proxy_cache_revalidate on;
      proxy_cache_lock on;
      proxy_cache_background_update on;
      proxy_cache_use_stale error timeout http_500;
      add_header X-Serving $upstream_cache_status always;
    }
  }
}
`
}

/** nginx, with `proxy_cache`. */
export const NGINX: SharedCache = {
  name: 'nginx',
  hit: 'HIT',
  servings: ['MISS', 'HIT', 'EXPIRED', 'REVALIDATED', 'STALE', 'UPDATING'],
  async start(port) {
    const socket = await startProgram('nginx', 'nginx.conf', configure(port), (directory) => [
      ...['-p', `${directory}/`, '-c', 'nginx.conf'],
      ...['-e', 'stderr'],
    ])
    return {
      async serve(request) {
        const answer = await sendRaw(socket, request)
        return { answer, serving: answer.get('X-Serving') ?? 'none' }
      },
      // Its clock has a resolution of one second.
      age: () => sleep(2100),
    }
  },
}
