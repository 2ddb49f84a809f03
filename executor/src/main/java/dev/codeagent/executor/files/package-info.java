/** File tools: resolving paths inside the workspace, reading, writing, moving, deleting and searching. */
@NullMarked
package dev.codeagent.executor.files;

import org.jspecify.annotations.NullMarked;
