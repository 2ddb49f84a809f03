/** The one way out of a project's closed network: an HTTP proxy that knows what it may reach and logs what was asked. */
package dev.codeagent.egress;
