/**
 * Starts the server: reads the configuration, lays out the data directory, hands over to Payara Micro; or writes the
 * commands that set up a Payara Server, which starts by itself. Nothing of the application is here, and no class of this
 * package is used by it: what it needs reaches it as system properties, which MicroProfile Config reads.
 */
package dev.codeagent.server;
