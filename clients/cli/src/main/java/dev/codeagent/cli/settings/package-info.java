/** Parses the command line and the settings file, and merges them. */
@NullMarked
package dev.codeagent.cli.settings;

import org.jspecify.annotations.NullMarked;
