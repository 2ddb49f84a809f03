/** What the server measures about itself: ports through which features report, and the page for scrapers. */
@NullMarked
package dev.codeagent.api.telemetry;

import org.jspecify.annotations.NullMarked;
