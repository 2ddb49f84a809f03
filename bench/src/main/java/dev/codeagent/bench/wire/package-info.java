/** The benchmark of recorded traffic of model servers. The reading of the recordings is in the module of the providers. */
@NullMarked
package dev.codeagent.bench.wire;

import org.jspecify.annotations.NullMarked;
