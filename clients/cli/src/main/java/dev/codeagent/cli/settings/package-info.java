/** What the user asked for: the command line, the settings file, and what both make together. */
package dev.codeagent.cli.settings;
