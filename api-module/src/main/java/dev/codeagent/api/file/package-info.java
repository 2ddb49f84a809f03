/** The files of projects and of runs, as clients list, read, search and write them. Patches are not here. */
@NullMarked
package dev.codeagent.api.file;

import org.jspecify.annotations.NullMarked;
