/** CDI producers of this feature's classes. No logic of the feature is here. */
package dev.codeagent.projects.boundary;
