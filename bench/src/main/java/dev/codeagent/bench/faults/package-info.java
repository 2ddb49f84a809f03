/** The benchmark of the failures of model providers. */
@NullMarked
package dev.codeagent.bench.faults;

import org.jspecify.annotations.NullMarked;
