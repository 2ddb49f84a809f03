/**
 * Development with hot reload: watches the sources, compiles what changed, and deploys it into the running server. Nothing
 * here is used outside of {@code codeagent dev}.
 */
package dev.codeagent.cli.dev;
