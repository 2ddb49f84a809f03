package dev.codeagent.persistence.command;

import dev.codeagent.api.command.CommandStore;
import dev.codeagent.api.command.ExecutedCommand;
import dev.codeagent.api.command.ReceivedCommand;
import dev.codeagent.persistence.schema.StorageErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The executed commands in plain JDBC. */
public record JdbcCommandStore(DataSource source) implements CommandStore {
    private static final String INSERT =
            "INSERT INTO executed_command (id, content, name, run_id, seq, at, finished) VALUES (?, ?, ?, ?, ?, ?, ?)";

    /** Stores commands in the transaction of the connection. */
    public static void insert(Connection connection, List<ExecutedCommand> commands) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (ExecutedCommand executed : commands) {
                insert.setString(1, executed.command().id());
                insert.setString(2, executed.command().content());
                insert.setString(3, executed.command().name());
                insert.setString(4, executed.run());
                insert.setLong(5, executed.seq());
                insert.setLong(6, executed.at().toEpochMilli());
                insert.setInt(7, executed.finished() ? 1 : 0);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Override
    public List<ExecutedCommand> find(String id) {
        try (Connection connection = source.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT name, content, run_id, seq, at, finished FROM executed_command WHERE id = ?")) {
            select.setString(1, id);
            var found = new ArrayList<ExecutedCommand>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(new ExecutedCommand(
                            new ReceivedCommand(rows.getString(1), id, rows.getString(2)),
                            rows.getString(3),
                            rows.getLong(4),
                            Instant.ofEpochMilli(rows.getLong(5)),
                            rows.getInt(6) != 0));
                }
            }
            return found;
        } catch (SQLException e) {
            throw StorageErrors.translate(e, "read the executed commands");
        }
    }

    @Override
    public void begin(ReceivedCommand command, Instant at) {
        try (Connection connection = source.getConnection()) {
            insert(connection, List.of(new ExecutedCommand(command, "", 0, at, false)));
        } catch (SQLException e) {
            throw StorageErrors.translate(e, "store the command " + command.name());
        }
    }

    @Override
    public void finish(ReceivedCommand command) {
        update(
                "UPDATE executed_command SET finished = 1 WHERE id = ? AND content = ?",
                command.id(),
                command.content());
    }

    @Override
    public void remove(ReceivedCommand command) {
        update("DELETE FROM executed_command WHERE id = ? AND content = ?", command.id(), command.content());
    }

    @Override
    public int deleteBefore(Instant time, int maxCommands) {
        return update("DELETE FROM executed_command WHERE at < ?", time.toEpochMilli())
                + update(
                        "DELETE FROM executed_command WHERE at < (SELECT at FROM executed_command ORDER BY at DESC"
                                + " LIMIT 1 OFFSET ?)",
                        maxCommands - 1L);
    }

    private int update(String sql, Object... arguments) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw StorageErrors.translate(e, "store the executed commands");
        }
    }
}
