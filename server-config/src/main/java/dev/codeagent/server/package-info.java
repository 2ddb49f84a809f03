/**
 * Starts the server: reads the configuration, prepares the data directory and starts Payara Micro; or writes the
 * commands that set up a Payara Server. The application is the WAR of {@code ear}. It uses no class of this package: it receives its
 * settings as system properties, which MicroProfile Config reads.
 */
@NullMarked
package dev.codeagent.server;

import org.jspecify.annotations.NullMarked;
