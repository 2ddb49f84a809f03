/** The server's settings as one record, read once and checked at start. Nothing else reads configuration. */
package dev.codeagent.config;
