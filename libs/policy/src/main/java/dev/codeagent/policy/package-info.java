/**
 * Whether a tool call may be made: rules over tool, path, command, network and cost. How calls are made, who is asked and
 * where rules are kept is not here.
 */
package dev.codeagent.policy;
