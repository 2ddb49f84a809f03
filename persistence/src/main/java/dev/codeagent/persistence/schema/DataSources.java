package dev.codeagent.persistence.schema;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.context.ApplicationScoped;

/** The two databases: the system's own, and the credentials' file apart from it. */
@ApplicationScoped
@DataSourceDefinition(
        name = "java:app/jdbc/codeagent",
        className = "${MPCONFIG=codeagent.db.class}",
        url = "${MPCONFIG=codeagent.db.url}",
        user = "${MPCONFIG=codeagent.db.user}",
        password = "${MPCONFIG=codeagent.db.password}",
        initialPoolSize = 0,
        minPoolSize = 0,
        maxPoolSize = 16)
@DataSourceDefinition(
        name = "java:app/jdbc/credentials",
        className = "${MPCONFIG=codeagent.db.class}",
        url = "${MPCONFIG=codeagent.credentials.url}",
        user = "${MPCONFIG=codeagent.db.user}",
        password = "${MPCONFIG=codeagent.db.password}",
        initialPoolSize = 0,
        minPoolSize = 0,
        maxPoolSize = 4)
public class DataSources {}
