/** CDI producer of the settings. No logic of the feature is here. */
package dev.codeagent.config.boundary;
