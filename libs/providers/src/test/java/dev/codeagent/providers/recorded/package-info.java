/**
 * Recorded traffic of real model servers, read by the providers and by an independent reading of each wire. A benchmark
 * runs it too, so it uses no test framework.
 */
@NullMarked
package dev.codeagent.providers.recorded;

import org.jspecify.annotations.NullMarked;
