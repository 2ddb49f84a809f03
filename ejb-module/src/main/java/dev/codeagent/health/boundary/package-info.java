/** What the container knows of this feature; each class delegates in a few lines. */
package dev.codeagent.health.boundary;
