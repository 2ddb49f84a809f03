/** Following one run over the gateway, through dropped connections, and showing it as it happens. */
package dev.codeagent.cli.run;
