package dev.codeagent.persistence.run;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.persistence.text.PortableText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The projects that sessions belong to: a conversation has one project, that of its first run. */
record SessionOwners(Connection connection) {
    /** If another transaction inserts the same session, this waits for its end. */
    private static final String CLAIM =
            "INSERT INTO run_session (session_id, project_id) VALUES (?, ?) ON CONFLICT (session_id) DO NOTHING";

    private static final String OWNER = "SELECT s.project_id, p.path FROM run_session s"
            + " LEFT JOIN project p ON p.id = s.project_id WHERE s.session_id = ?";

    /**
     * Gives a new session to the project.
     *
     * @throws AgentException CONFLICT if the session belongs to another project
     */
    void require(String session, String project) throws SQLException {
        try (PreparedStatement claim = connection.prepareStatement(CLAIM);
                PreparedStatement select = connection.prepareStatement(OWNER)) {
            claim.setString(1, session);
            claim.setString(2, project);
            claim.executeUpdate();
            select.setString(1, session);
            try (ResultSet rows = select.executeQuery()) {
                if (rows.next() && !rows.getString(1).equals(project)) {
                    String path = rows.getString(2);
                    throw new AgentException(
                            ErrorCode.CONFLICT,
                            "session " + session + " belongs to project "
                                    + (path == null ? rows.getString(1) : PortableText.decode(path))
                                    + ", and a conversation has one project; start a new session here, or use that"
                                    + " project");
                }
            }
        }
    }
}
