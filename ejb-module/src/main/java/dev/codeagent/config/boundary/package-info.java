/** CDI producer of the settings. No logic of the feature is here. */
@NullMarked
package dev.codeagent.config.boundary;

import org.jspecify.annotations.NullMarked;
