package dev.codeagent.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;

/** Publishes the resources under {@code /api/v1}; {@code /openapi} describes them. */
@ApplicationPath("/api/v1")
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Code Agent System",
                        version = "1.0.0",
                        description = "Projects, model providers, agents and runs of AI coding agents.",
                        license = @License(name = "Apache-2.0")))
public class RestApplication extends Application {
    /**
     * Disables WADL, Jersey's older description of the resources: it costs time on each startup, and nothing reads it. The
     * JSON of other libraries is disabled too: {@link RecordBodies} writes it.
     */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of(
                "jersey.config.server.wadl.disableWadl",
                true,
                "jersey.config.server.disableJsonBinding",
                true,
                "jersey.config.server.disableMoxyJson",
                true);
    }
}
