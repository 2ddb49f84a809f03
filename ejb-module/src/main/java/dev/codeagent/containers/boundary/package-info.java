/** Makes the Docker tools that the configuration asks for. */
package dev.codeagent.containers.boundary;
