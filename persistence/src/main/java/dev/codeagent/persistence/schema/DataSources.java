package dev.codeagent.persistence.schema;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The main database and the credentials database (a separate file on SQLite, the same database on PostgreSQL). The pool
 * validates a connection before use and drops all connections if one is dead, so that a database works again as soon as
 * it is back.
 */
@ApplicationScoped
@DataSourceDefinition(
        name = "java:app/jdbc/codeagent",
        className = "${MPCONFIG=codeagent.db.class}",
        url = "${MPCONFIG=codeagent.db.url}",
        user = "${MPCONFIG=codeagent.db.user}",
        password = "${MPCONFIG=codeagent.db.password}",
        initialPoolSize = 0,
        minPoolSize = 0,
        maxPoolSize = 16,
        properties = {
            "fish.payara.is-connection-validation-required=true",
            "fish.payara.connection-validation-method=custom-validation",
            "fish.payara.validation-classname=org.glassfish.api.jdbc.validation.JDBC40ConnectionValidation",
            "fish.payara.fail-all-connections=true",
            "fish.payara.max-wait-time-in-millis=20000"
        })
@DataSourceDefinition(
        name = "java:app/jdbc/credentials",
        className = "${MPCONFIG=codeagent.db.class}",
        url = "${MPCONFIG=codeagent.credentials.url}",
        user = "${MPCONFIG=codeagent.db.user}",
        password = "${MPCONFIG=codeagent.db.password}",
        initialPoolSize = 0,
        minPoolSize = 0,
        maxPoolSize = 4,
        properties = {
            "fish.payara.is-connection-validation-required=true",
            "fish.payara.connection-validation-method=custom-validation",
            "fish.payara.validation-classname=org.glassfish.api.jdbc.validation.JDBC40ConnectionValidation",
            "fish.payara.fail-all-connections=true",
            "fish.payara.max-wait-time-in-millis=20000"
        })
public class DataSources {}
