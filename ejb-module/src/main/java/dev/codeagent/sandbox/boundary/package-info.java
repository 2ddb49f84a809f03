/** CDI producers of the sandbox launchers. No logic of the feature is here. */
package dev.codeagent.sandbox.boundary;
