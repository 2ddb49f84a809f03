/** Parses the command line and the settings file, and merges them. */
package dev.codeagent.cli.settings;
