/** The gateway as a program of its own. */
package dev.codeagent.modelgateway.boundary;
