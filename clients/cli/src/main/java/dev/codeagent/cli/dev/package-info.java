/**
 * Development with hot reload: watches the sources, compiles what changed, and deploys it into the running server. The
 * module graph is public for the tests and benchmarks of this project; the rest is used by {@code codeagent dev} only.
 */
@NullMarked
package dev.codeagent.cli.dev;

import org.jspecify.annotations.NullMarked;
