/** The server's settings as one record, read once on startup, and the lock on the data directory. */
package dev.codeagent.config;
