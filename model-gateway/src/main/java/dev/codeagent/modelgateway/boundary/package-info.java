/** The main program of the gateway. */
package dev.codeagent.modelgateway.boundary;
