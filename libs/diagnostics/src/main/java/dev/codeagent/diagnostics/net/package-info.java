/**
 * Outgoing connections: proxies, trusted authorities, mutual TLS. Plain Java, so that server and clients behave the
 * same.
 */
package dev.codeagent.diagnostics.net;
