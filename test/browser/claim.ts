import type { CorsConfig } from '@crossorigin/policy'
import type { Step } from './claim-step.ts'

/** One thing that people are told about CORS. */
export interface Claim<Source = CorsConfig> {
  readonly claim: string
  /** What the server is built with. */
  readonly server: Source
  /** The origin of the page; {@link APP} where it is left out. */
  readonly page?: string
  /** How the page reaches the server; `https` where it is left out. */
  readonly scheme?: 'https' | 'http'
  /** What happens in the page, in turn, and what script sees of it. */
  readonly does: readonly (readonly [step: Step, sees: string])[]
  /** What the server receives, in the words of `describeRequest`. */
  readonly receives: readonly string[]
}

/** Two origins of one site, and one of another site. */
export const APP = 'https://app.shop.test'
export const ADMIN = 'https://admin.shop.test'
const STRANGER = 'https://stranger.test'

/** Allows {@link APP}. Nothing is remembered, so that every request shows whether it needs a preflight. */
export const ALLOWING = {
  origin: APP,
  methods: ['PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ['Authorization', 'X-API-Key', 'X-Tenant-ID', 'X-Requested-With'],
  maxAge: 0,
} satisfies CorsConfig

/** Allows the same to somebody else. */
export const REFUSING = { ...ALLOWING, origin: STRANGER } satisfies CorsConfig

/** A header of a response that may be kept. */
export const CACHEABLE = { 'Cache-Control': 'max-age=600' }
