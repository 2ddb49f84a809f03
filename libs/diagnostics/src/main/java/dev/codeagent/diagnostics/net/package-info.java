/**
 * Outgoing connections: proxies, trusted authorities, mutual TLS. Plain Java, so that server and clients behave the
 * same.
 */
@NullMarked
package dev.codeagent.diagnostics.net;

import org.jspecify.annotations.NullMarked;
