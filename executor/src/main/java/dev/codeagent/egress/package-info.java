/**
 * Egress of a sandbox that has no network: an HTTP proxy that checks and logs each request, and the relays between
 * sandbox and proxy.
 */
@NullMarked
package dev.codeagent.egress;

import org.jspecify.annotations.NullMarked;
