/** CPU cost of work when the server is at full load. */
@NullMarked
package dev.codeagent.bench.load;

import org.jspecify.annotations.NullMarked;
