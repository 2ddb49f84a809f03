package dev.codeagent.api.telemetry;

/** The metrics of the server, for a scraper. */
public interface MetricsService {

    /**
     * A page in the text format of Prometheus, or in OpenMetrics.
     *
     * @param contentType with the version of the format
     */
    record MetricsPage(String contentType, String text) {}

    /** @param accept the header {@code Accept}, or empty */
    MetricsPage scrape(String accept);
}
