/** The WebSocket gateway and the guard at the door. Nothing is decided here: messages go to the ports, events come from them. */
package dev.codeagent.gateway;
