/** CDI producers of this feature's classes and the readiness check. No logic of the feature is here. */
package dev.codeagent.health.boundary;
