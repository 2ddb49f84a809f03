/** CDI producer of the Docker tools. No logic of the feature is here. */
package dev.codeagent.containers.boundary;
