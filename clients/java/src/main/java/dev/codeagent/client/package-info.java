/** The client of a server: one object that gives the interfaces of its REST API and follows runs. */
@NullMarked
package dev.codeagent.client;

import org.jspecify.annotations.NullMarked;
