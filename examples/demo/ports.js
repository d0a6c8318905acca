/** The servers' ports, by the environment variable that changes each. */
const DEFAULT_PORTS = {
  PAGE_PORT: 3000,
  EXPRESS_PORT: 3001,
  FASTIFY_PORT: 3002,
  NODE_PORT: 3003,
  OTHER_PAGE_PORT: 3004,
}

/** @typedef {keyof typeof DEFAULT_PORTS} PortVariable */
/** @typedef {Readonly<Record<PortVariable, number>>} Ports */

/** A port that is not available, as one sentence for the user. */
export class PortError extends Error {
  /**
   * @param {string} message
   * @param {1 | 2} exitCode - 2 if the value is not a port.
   */
  constructor(message, exitCode) {
    super(message)
    this.exitCode = exitCode
  }
}

/**
 * Reads the ports from the environment; 0 means any free port.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {Ports}
 * @throws {PortError} if a value is not a port.
 */
export function readPorts(environment) {
  const ports = { ...DEFAULT_PORTS }
  for (const variable of /** @type {PortVariable[]} */ (Object.keys(DEFAULT_PORTS))) {
    const value = environment[variable]
    if (value === undefined || value === '') continue
    if (!/^\d{1,5}$/.test(value) || Number(value) > 65535) {
      throw new PortError(`${variable} is "${value}", but a port is a whole number from 0 (any free port) to 65535.`, 2)
    }
    ports[variable] = Number(value)
  }
  return ports
}

/**
 * Describes why a server could not listen.
 *
 * @param {unknown} cause
 * @param {number} port
 * @param {PortVariable} variable
 * @returns {unknown} the cause itself if it has nothing to do with the port.
 */
export function explainListenError(cause, port, variable) {
  const code = /** @type {NodeJS.ErrnoException} */ (cause).code
  const fix = `set ${variable} to another port, or to 0 for any free one.`
  if (code === 'EADDRINUSE') return new PortError(`Port ${port} is already in use: ${fix}`, 1)
  if (code === 'EACCES') return new PortError(`Port ${port} cannot be used by this user: ${fix}`, 1)
  return cause
}
