/** Records a session of the command line for the documents. */
@NullMarked
package dev.codeagent.bench.recording;

import org.jspecify.annotations.NullMarked;
