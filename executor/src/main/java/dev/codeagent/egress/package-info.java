/**
 * The one way out of a sandbox that has no network: an HTTP proxy that knows what it may reach and logs what was asked, and the
 * relays between the two.
 */
package dev.codeagent.egress;
