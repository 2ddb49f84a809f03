/** The server's examination of itself: the shared checks of the machine, and those that only the server can make. */
package dev.codeagent.health;
