/** Exit codes, and the exception that carries one. */
package dev.codeagent.cli.exit;
