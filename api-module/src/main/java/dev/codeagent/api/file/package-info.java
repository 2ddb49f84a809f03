/** The files of projects and of runs, as clients list, read, search and write them. Patches are in package {@code run}. */
@NullMarked
package dev.codeagent.api.file;

import org.jspecify.annotations.NullMarked;
