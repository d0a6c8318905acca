import type { CorsConfig } from '@crossorigin/policy'
import type { Step } from './claim-step.ts'

/** One statement about CORS in the documentation. */
export interface Claim<Source = CorsConfig> {
  readonly claim: string
  /** The configuration of the server. */
  readonly server: Source
  /** The origin of the page; {@link APP} if omitted. */
  readonly page?: string
  /** How the page reaches the server; `https` if omitted. */
  readonly scheme?: 'https' | 'http'
  /** The actions in the page, in order, and what the page sees of them. */
  readonly does: readonly (readonly [step: Step, sees: string])[]
  /** What the server receives, in the words of `describeRequest`. */
  readonly receives: readonly string[]
}

/** Two origins of one site, and one of another site. */
export const APP = 'https://app.shop.test'
export const ADMIN = 'https://admin.shop.test'
const STRANGER = 'https://stranger.test'

/** Allows {@link APP}. Preflights are not cached, so that every request shows whether it needs one. */
export const ALLOWING = {
  origin: APP,
  methods: ['PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ['Authorization', 'X-API-Key', 'X-Tenant-ID', 'X-Requested-With'],
  maxAge: 0,
} satisfies CorsConfig

/** Allows the same for a different origin. */
export const REFUSING = { ...ALLOWING, origin: STRANGER } satisfies CorsConfig

/** A header of a response that may be cached. */
export const CACHEABLE = { 'Cache-Control': 'max-age=600' }
