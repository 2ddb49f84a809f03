/**
 * Sends the files of a local folder to a server of another machine, and applies the patches of its runs to them. It reads
 * the user's repository and writes neither to it nor to its objects.
 */
@NullMarked
package dev.codeagent.cli.upload;

import org.jspecify.annotations.NullMarked;
